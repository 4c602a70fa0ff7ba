/**
 * Makes `Index` anew from `Statements`: claims, postings and referrers first, then what follows from references, then
 * what is known of activities. Every step may be done twice, and while others write: nothing that stands is overwritten
 * but by what its own batch says.
 */

import type { ActivityStore } from '../../activities/activity-store.ts'
import type { ScanFilter, Scanner } from '../../database/scan.ts'
import type { Item, Key } from '../../database/tables.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { Statement } from '../../xapi/statement.ts'
import { type Batch, createStatementReader } from '../batch/batches.ts'
import { awaitDecision } from '../batch/decision.ts'
import type { BatchId } from '../batch/sequence.ts'
import { followAgain } from '../follow/commit-follower.ts'
import { type ReferenceParts, referrerRows } from '../follow/references.ts'
import { claimKey, claimRow, toRival } from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import { toPostingItem } from '../index/posting-item.ts'
import { toIndexContents } from '../index/postings.ts'
import { planQuery } from '../index/query-plan.ts'
import { termsOfStatements } from '../index/terms.ts'
import { type Match, matchesOf } from '../read/query-scan.ts'
import { nameOfTerm, statementsIn } from './stored-statements.ts'

export type RebuildParts = ReferenceParts & { scanner: Scanner; activities: ActivityStore }

/**
 * How far a rebuild has come: kept after each page, it goes on from there. `duplicates` are statements whose id another
 * batch holds as well: both were stored while there was no claim to tell.
 */
export type Progress = {
  phase: 'entries' | 'references' | 'activities' | 'done'
  after?: Key
  tenants: string[]
  batches: number
  statements: number
  duplicates: number
}

export const START: Progress = { phase: 'entries', tenants: [], batches: 0, statements: 0, duplicates: 0 }

const BATCHES_AT_ONCE = 8
const MATCHES_AT_ONCE = 200

/** @param tenant the only one to rebuild; all of them without it. Yields after each page. */
export async function* rebuild(parts: RebuildParts, tenant?: TenantId, from = START): AsyncGenerator<Progress> {
  const filter = tenant === undefined ? {} : { prefix: `${tenant}|` }
  let progress = from
  if (progress.phase === 'entries') {
    for await (progress of overBatches(parts, filter, progress, (batch) => enter(parts, batch))) yield progress
  }
  if (progress.phase === 'references') {
    const following = { ...filter, having: { attribute: 'follow' } }
    for await (progress of overBatches(parts, following, progress, (batch) => join(parts, batch))) yield progress
  }
  if (progress.phase === 'activities') yield* teach(parts, progress)
}

type Scanned = { tenant: TenantId; item: Item }
type Done = { statements: number; duplicates: number }

async function* overBatches(
  { scanner }: RebuildParts,
  filter: ScanFilter,
  from: Progress,
  work: (scanned: Scanned) => Promise<Done>,
): AsyncGenerator<Progress> {
  const { after: _, ...counted } = from
  const tenants = new Set(from.tenants)
  for await (const { items, last } of scanner.scan('statements', filter, from.after)) {
    const left = items.filter(({ dead }) => dead !== true)
    const isCounted = from.phase === 'entries'
    if (isCounted) counted.batches += left.length
    const worker = async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        const tenant = tenantId(item.pk.split('|')[0] ?? '')
        tenants.add(tenant)
        const { statements, duplicates } = await work({ tenant, item })
        counted.statements += statements
        counted.duplicates += duplicates
      }
    }
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, worker))
    const phase = from.phase === 'entries' ? 'references' : 'activities'
    yield { ...counted, tenants: [...tenants].sort(), ...(last ? { after: last } : { phase }) }
  }
}

async function join(parts: RebuildParts, { tenant, item }: Scanned): Promise<Done> {
  await followAgain(parts, { tenant, sq: item.sk as BatchId, positions: item.follow as number[] })
  return { statements: 0, duplicates: 0 }
}

async function enter(parts: RebuildParts, { tenant, item }: Scanned): Promise<Done> {
  const { tables } = parts
  const sq = item.sk as BatchId
  const stored = await statementsIn(parts.batches.read(tenant, item))
  const shards = await parts.shardsOf(tenant)
  const { terms: marks, postings } = toIndexContents(termsOfStatements(stored))
  const claims = stored.map((one, at) =>
    claimRow(tenant, one, { batchId: sq, position: one.position }, marks[at] as Uint8Array),
  )
  const posted = postings.map((posting) => toPostingItem({ tenant, shards, batchId: sq }, posting))
  const referrers = stored.flatMap((one) => referrerRows(tenant, { batchId: sq, position: one.position }, one))
  const rows = [...claims, ...posted, ...referrers]
  const existing = await tables.insert('index', rows)
  let duplicates = 0
  for (const [at, there] of existing.entries()) {
    const row = rows[at] as Item
    if (there === undefined) continue
    if (at < claims.length) duplicates += (await hold(parts, { tenant, sq, row, there })) ? 0 : 1
    else if (!holds(there, row)) await tables.putIf('index', row)
  }
  return { statements: stored.length, duplicates }
}

/** Whether a posting or a referrer says what it should; a posting may say more. */
function holds(there: Item, row: Item): boolean {
  if (row.entries === undefined) return there.id === row.id && there.v === row.v
  return saysAll(there.entries as Uint8Array, row.entries as Uint8Array)
}

function saysAll(there: Uint8Array, wanted: Uint8Array): boolean {
  const known = new Map(
    unpackEntries(there).map(({ position, terms: marks }) => [position, new Set(marks.map(nameOfTerm))]),
  )
  return unpackEntries(wanted).every(({ position, terms: marks }) =>
    marks.every((mark) => known.get(position)?.has(nameOfTerm(mark))),
  )
}

type Taken = { tenant: TenantId; sq: BatchId; row: Item; there: Item }

/** @returns false when another batch has committed a statement of this id: its claim stays as it is */
async function hold(parts: RebuildParts, { tenant, sq, row, there }: Taken): Promise<boolean> {
  const { pk, sk, ...set } = row
  for (let holder = there; ; ) {
    const { b: rival, m: marks } = holder as { b?: BatchId; m?: Uint8Array }
    const isOurs = rival === sq
    if (isOurs && holder.p === set.p && holder.v === set.v && saysAll(marks as Uint8Array, set.m as Uint8Array))
      return true
    if (rival !== undefined && !isOurs && (await isHolder(parts, { tenant, sq }, holder))) return false
    const expected = isOurs ? { b: rival, m: marks } : { b: rival }
    const taken = await parts.tables.updateIf('index', { key: { pk, sk }, set, expected })
    if (taken.done) return true
    if (taken.item === undefined) throw new Error('A claim vanished.')
    holder = taken.item
  }
}

/** Whether the batch that the claim names has committed, and holds the statement. */
async function isHolder(parts: RebuildParts, ours: { tenant: TenantId; sq: BatchId }, holder: Item): Promise<boolean> {
  const { batch } = await awaitDecision(parts, toRival(ours, holder))
  const text = batch && (await createStatementReader()(batch, holder.p as number))
  if (text === undefined) return false
  return claimKey(ours.tenant, (JSON.parse(text) as { id: string }).id).pk === holder.pk
}

/** In the order of `stored`, since of two definitions the later one counts. */
async function* teach(parts: RebuildParts, from: Progress): AsyncGenerator<Progress> {
  const { after: start, ...progress } = from
  for (const name of from.tenants) {
    if (start !== undefined && name < start.pk) continue
    const tenant = tenantId(name)
    const after = start?.pk === name ? start.sk : undefined
    for await (const matches of statementsOf(parts, tenant, after)) {
      await learn(parts, tenant, matches)
      yield { ...progress, after: { pk: name, sk: matches.at(-1)?.sequence ?? '' } }
    }
  }
  yield { ...progress, phase: 'done' }
}

async function* statementsOf(parts: RebuildParts, tenant: TenantId, after?: string): AsyncGenerator<Match[]> {
  const plan = planQuery({ relatedAgents: false, relatedActivities: false, ascending: true }, false)
  const shards = await parts.shardsOf(tenant)
  const options = { plan, shards, ascending: true, postingsPerRead: MATCHES_AT_ONCE, ...(after && { after }) }
  let matches: Match[] = []
  for await (const match of matchesOf(parts.tables, tenant, options)) {
    matches.push(match)
    if (matches.length < MATCHES_AT_ONCE) continue
    yield matches
    matches = []
  }
  if (matches.length > 0) yield matches
}

async function learn({ batches, activities }: RebuildParts, tenant: TenantId, matches: Match[]): Promise<void> {
  const loaded = await batches.load(tenant, [...new Set(matches.map(({ batchId: batch }) => batch))], true)
  const known = new Map<BatchId, Batch>(loaded.map((batch) => [batch.id, batch]))
  const cut = createStatementReader()
  const texts: string[] = []
  for (const { batchId: batch, position } of matches) {
    const home = known.get(batch)
    const text = home && (await cut(home, position))
    if (text?.includes('"definition"')) texts.push(text)
  }
  const statements = texts.map((text) => JSON.parse(text) as Statement)
  if (texts.length > 0) await activities.mergeDefinitions(tenant, statements, texts)
}
