/** What is digested: records that are stored for good, each with its place in the order of everything stored. */
import { randomBytes } from 'node:crypto'
import { leafHash } from './merkle.ts'

/** Of a ledger of the deployment itself: no tenant is called so. */
export const NO_TENANT = '-'

/** Records that are digested together: those of one source, of one tenant. */
export type Ledger = { source: string; tenant: string }

/**
 * `sequence`: 28 hex digits, whose first 12 are the milliseconds of storing. Text order is the order of storing.
 * `isRepeat`: the same text was stored before, at another place: that one is digested, and this one is not.
 */
export type StoredRecord = { sequence: string; text: string; isRepeat?: boolean }

/** The port to the records of one kind. */
export type RecordSource = {
  /** The name in all that is signed, and in keys: lower-case letters. */
  name: string
  /** The hour before which the tenant has no records; undefined where it has none yet. */
  firstHour(tenant: string): Promise<string | undefined>
  /**
   * Everything that was stored in an hour, some at a time, in any order: the same at every time once Consistent-Through
   * has passed the hour, whatever was done to it since (voided statements are still there).
   */
  recordsOf(tenant: string, hour: string): AsyncIterable<StoredRecord[]>
  /** The UUID that people know a record by. */
  idOf(text: string): string
}

export const SALT_BYTES = 16
export const newSalt = (): Buffer => randomBytes(SALT_BYTES)

/**
 * The leaf of a record. Without the salt nobody who knows the leaf can try out which text it stands for; the rest says
 * whose the record is and where it stands.
 */
export const recordLeaf = ({ source, tenant }: Ledger, { sequence, text }: StoredRecord, salt: Uint8Array): Buffer =>
  leafHash(`${Buffer.from(salt).toString('hex')}\n${source}\n${tenant}\n${sequence}\n${text}`)
