/** How far a verification has come, an item of `Control`, so that another machine can go on. No tenant leads its key. */
import type { Item, Key } from '../../database/tables.ts'
import type { Finding } from './findings.ts'
import type { Hours } from './ledger-digests.ts'

/** `at`: what was verified last; none before the heads were. */
export type VerifyProgress = {
  hours: Hours
  at?: { tenant: string; day: string }
  isDone: boolean
  records: number
  heads: number
  differences: number
  findings: Finding[]
}

type ProgressAttributes = Key & { progress: string }

/** @param name what is verified, and from where */
export const verifyProgressKey = (name: string): Key => ({ pk: `|verify|${name}`, sk: '0' })

export const toVerifyProgressItem = (name: string, progress: VerifyProgress): Item => ({
  ...verifyProgressKey(name),
  progress: JSON.stringify(progress),
})

export const fromVerifyProgressItem = (item: Item): VerifyProgress => JSON.parse((item as ProgressAttributes).progress)
