/** How far a replay has come, an item of `Control`, so that another machine can go on. No tenant leads its key. */
import type { Item, Key } from '../../database/tables.ts'
import type { After } from './stored-batches.ts'

/** `at`: what is in the stream already, all of it up to this batch; none before the first one. */
export type ReplayProgress = {
  tenants: string[]
  from: string
  to: string
  at?: { tenant: string; day: string; after?: After }
  isDone: boolean
  batches: number
  statements: number
  bytes: number
}

type ProgressAttributes = Key & { progress: string }

/** @param tenant the only one that is replayed; none for all */
export const replayProgressKey = (tenant: string | undefined): Key => ({ pk: `|lake-replay|${tenant ?? ''}`, sk: '0' })

export const toReplayProgressItem = (tenant: string | undefined, progress: ReplayProgress): Item => ({
  ...replayProgressKey(tenant),
  progress: JSON.stringify(progress),
})

export const fromReplayProgressItem = (item: Item): ReplayProgress => JSON.parse((item as ProgressAttributes).progress)
