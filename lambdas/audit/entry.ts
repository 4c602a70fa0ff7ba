/** One entry of the trail, and the record in which entries go through the stream. */
import { AUDIT_FORM } from '../runtime/names.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import type { Act, ActorKind } from './acts.ts'

export type Facts = { [name: string]: Fact }
export type Fact = string | number | boolean | null | Fact[] | Facts

export type NewEntry = {
  /** None where it belongs to no tenant: only owners read it. */
  tenant?: TenantId
  who: { kind: ActorKind; id: string }
  act: Act
  /** `begun`: a change that is about to be made; where no `done` or `refused` of its request follows, nobody knows. */
  outcome: 'begun' | 'done' | 'refused'
  /** When it happened, in milliseconds since 1970. */
  at: number
  requestId?: string
  what?: Facts
  /** Of a change of configuration. */
  before?: Fact
  after?: Fact
  reason?: string
}
/** `id` names it: an entry that is met twice is one. */
export type Entry = NewEntry & { id: string }

/** A record of the stream may have a megabyte; the trail is no place for it. */
export const MOST_RECORD_BYTES = 250_000

/** @throws Error for entries that are longer than any act is */
export function toRecord(entries: Entry[]): Uint8Array {
  const bytes = Buffer.from(JSON.stringify({ audit: AUDIT_FORM, entries }))
  if (bytes.length > MOST_RECORD_BYTES) throw new Error(`An entry of the trail has ${bytes.length} bytes.`)
  return bytes
}

/** No retry helps: the record is of the trail's form, and is none. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry'
}

/**
 * @param data of a record of the stream, base64
 * @returns undefined for a record of another form
 * @throws UnreadableEntry
 */
export function fromRecord(data: string): Entry[] | undefined {
  const record = parse(data)
  if (record?.audit === undefined) return undefined
  if (record.audit !== AUDIT_FORM || !Array.isArray(record.entries) || !record.entries.every(isEntry))
    throw new UnreadableEntry('the record holds no entries')
  return record.entries
}

function parse(data: string): { audit?: unknown; entries?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Names are not looked up: a newer function may record what this one has no row for. */
export function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { id, at, act, who, outcome, tenant } = value as { [name in keyof Entry]?: unknown }
  const { kind, id: name } = (who ?? {}) as { kind?: unknown; id?: unknown }
  const hasTexts = [id, act, kind, name, outcome].every((text) => typeof text === 'string')
  return hasTexts && typeof at === 'number' && Number.isFinite(new Date(at).getTime()) && isTenantOrNone(tenant)
}

function isTenantOrNone(tenant: unknown): boolean {
  if (tenant === undefined) return true
  try {
    return typeof tenant === 'string' && tenantId(tenant) === tenant
  } catch {
    return false
  }
}

export const toLine = (entry: Entry): string => JSON.stringify(entry)

/** @throws UnreadableEntry */
export function fromLine(line: string): Entry {
  const value: unknown = JSON.parse(line)
  if (!isEntry(value)) throw new UnreadableEntry('a line of the trail is no entry')
  return value
}
