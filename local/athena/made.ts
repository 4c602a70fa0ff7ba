/** Databases, views and workgroups that no template has; they outlive the process. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { GlueDatabases } from './catalog.ts'
import type { WorkGroup } from './workgroups.ts'

export type Made = { databases: GlueDatabases; workgroups: WorkGroup[] }
export type KeptMade = { value: Made; keep(change: Partial<Made>): void }

export function keepMade(file: string): KeptMade {
  const kept = {
    value: readMade(file),
    keep(change: Partial<Made>) {
      kept.value = { ...kept.value, ...change }
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(`${file}.part`, JSON.stringify(kept.value))
      renameSync(`${file}.part`, file)
    },
  }
  return kept
}

function readMade(file: string): Made {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { databases: {}, workgroups: [] }
  }
}
