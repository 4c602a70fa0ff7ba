/** How far a drill has come: a file beside its report, written at each step, with which the same command goes on. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { VerifyProgress } from '../../../lambdas/evidence/verification/verify-progress-item.ts'
import type { ReplayProgress } from '../../../lambdas/lake/maintenance/replay-progress-item.ts'
import type { RebuildProgress } from '../../../lambdas/statements/maintenance/rebuild-progress-item.ts'
import type { Names } from '../deployment.ts'
import type { StatementCounts } from './statement-counts.ts'

/** In their order. Those of the first kind make up the time of a restore, the others only look. */
export const RESTORING = ['tables', 'index', 'lake'] as const
export const STEPS = ['tables', 'statements', 'objects', 'index', 'lake', 'documents', 'evidence'] as const
export type Step = (typeof STEPS)[number]

/** One thing that is not as it should be. */
export type Difference = { what: string; count: number; examples: string[] }
export type StepResult = { seconds: number; found: { [name: string]: number }; differences: Difference[] }

export type DrillProgress = {
  cairn: 'drill-progress-1'
  /** Of the deployment, and of what the drill made. */
  names: Names
  made: Names
  /** When the drill began, and which moment it restores, in ms. */
  asked: number
  moment: number
  done: { [step in Step]?: StepResult }
  /** Seconds that interrupted runs have spent on the step that goes on. */
  spent: number
  counts?: { restored: StatementCounts; live: StatementCounts }
  documents?: { [tenant: string]: number }
  rebuild?: RebuildProgress
  lake?: { [tenant: string]: ReplayProgress }
  verified?: { [source: string]: VerifyProgress }
}

const fileOf = (out: string) => `${out}.progress.json`

export function readProgress(out: string): DrillProgress | undefined {
  if (!existsSync(fileOf(out))) return undefined
  return JSON.parse(readFileSync(fileOf(out), 'utf8'))
}

/** A kill leaves the old one or the new one. */
export function keepProgress(out: string, progress: DrillProgress): void {
  writeFileSync(`${fileOf(out)}.new`, JSON.stringify(progress), { mode: 0o600 })
  renameSync(`${fileOf(out)}.new`, fileOf(out))
}

export const endProgress = (out: string): void => rmSync(fileOf(out), { force: true })
