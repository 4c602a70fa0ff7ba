import type { Scanner } from '../../database/scan.ts'
import type { Item, Key, Tables } from '../../database/tables.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { type BatchId, batchIdOf, positionOf, statementSequence } from '../batch/sequence.ts'
import { referrerRows } from '../follow/references.ts'
import { claimKey } from '../index/claim-item.ts'
import { type Entry, unpackEntries } from '../index/entries.ts'
import type { List } from '../index/lists.ts'
import { toPostingItem } from '../index/posting-item.ts'
import { listsOf, toIndexContents } from '../index/postings.ts'
import { partitionOf, type ShardsOf } from '../index/shards.ts'
import type { Shards } from '../index/shards-item.ts'
import { type Term, termsOfEntries } from '../index/terms.ts'
import { createFinder, type IndexedStatement, nameOfTerm, statementsIn } from './stored-statements.ts'

export type CheckParts = { tables: Tables; batches: Batches; scanner: Scanner; shardsOf: ShardsOf }

/**
 * `missing` is not in `Index` though a statement implies it; `wrong` is there and says something else; `dangling` is
 * there and no statement implies it; `left` is of a request that never committed.
 */
export type Problem = 'missing' | 'wrong' | 'dangling' | 'left'
/** `kind`: claim, referrer, or the kind of a list. */
export type Finding = { problem: Problem; kind: string; key: string }
/** What a page of a table has shown. */
export type Checked = { table: 'statements' | 'index'; items: number; findings: Finding[] }

type Check = CheckParts & {
  find: ReturnType<typeof createFinder>
  tenant: TenantId
  shards: Shards
  findings: Finding[]
}

/** @param tenant the only one to check; all of them without it. Yields after each page. */
export async function* checkIndex(parts: CheckParts, tenant?: TenantId): AsyncGenerator<Checked> {
  const find = createFinder(parts)
  const filter = tenant === undefined ? {} : { prefix: `${tenant}|` }
  for (const [table, check] of [
    ['statements', checkBatches],
    ['index', checkEntries],
  ] as const) {
    for await (const { items } of parts.scanner.scan(table, filter)) {
      const findings: Finding[] = []
      for (const [name, own] of Map.groupBy(items, ({ pk }) => pk.split('|')[0] ?? '')) {
        const id = tenantId(name)
        const shards = await parts.shardsOf(id)
        await check({ ...parts, find, tenant: id, shards, findings }, own)
      }
      yield { table, items: items.length, findings }
    }
  }
}

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`
const report = ({ findings }: Check, problem: Problem, kind: string, key: Key) =>
  findings.push({ problem, kind, key: nameOf(key) })

const AT_ONCE = 8

async function checkBatches(check: Check, items: Item[]): Promise<void> {
  const left = items.filter(({ dead }) => dead !== true)
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      const batch = check.batches.read(check.tenant, item)
      await checkBatch(check, batch)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** A statement, and the marks that it and all it refers to have. */
type Implied = { statement: IndexedStatement; marks: Term[] }

async function checkBatch(check: Check, batch: Batch): Promise<void> {
  const { id: sq } = batch
  const implied: Implied[] = []
  for (const statement of await statementsIn(batch)) {
    implied.push({ statement, marks: await check.find.impliedMarks(check.tenant, statement) })
  }
  await Promise.all([
    checkClaims(check, sq, implied),
    checkReferrers(check, sq, implied),
    checkPostings(check, sq, implied),
  ])
}

async function checkClaims(check: Check, sq: BatchId, implied: Implied[]): Promise<void> {
  const { tables, tenant } = check
  const keys = implied.flatMap(({ statement: { id, features } }) =>
    [id, ...(features.target === undefined ? [] : [features.target])].map((one) => claimKey(tenant, one)),
  )
  const unique = [...new Map(keys.map((key) => [key.pk, key])).values()]
  const items = new Map((await tables.getAll('index', unique, true)).map((item) => [item.pk, item]))
  for (const { statement, marks } of implied) {
    const { id, position, features } = statement
    const key = claimKey(tenant, id)
    const claim = items.get(key.pk)
    if (claim?.b === undefined) report(check, 'missing', 'claim', key)
    else if (claim.b !== sq || claim.p !== position || claim.v !== features.voiding)
      report(check, 'wrong', 'claim', key)
    else if (!isSame(marksIn(claim.m as Uint8Array, position), marks)) report(check, 'wrong', 'claim', key)
    // What tells a target that somebody refers to it.
    const target = features.target === undefined ? undefined : claimKey(tenant, features.target)
    if (target !== undefined && items.get(target.pk)?.r !== true) report(check, 'missing', 'claim', target)
  }
}

/** The marks of the entries of a position, each once; undefined where it has none. */
function marksIn(packed: Uint8Array, position: number): Term[] | undefined {
  return unpackEntries(packed).find((entry) => entry.position === position)?.terms
}

const isSame = (some: Term[] | undefined, others: Term[]) =>
  some !== undefined && isWithin(some, others) && isWithin(others, some)

function isWithin(some: Term[], others: Term[]): boolean {
  const names = new Set(others.map(nameOfTerm))
  return some.every((mark) => names.has(nameOfTerm(mark)))
}

async function checkReferrers(check: Check, sq: BatchId, implied: Implied[]): Promise<void> {
  const { tables, tenant } = check
  const rows = implied.flatMap(({ statement }) =>
    referrerRows(tenant, { batchId: sq, position: statement.position }, statement),
  )
  const items = new Map((await tables.getAll('index', rows, true)).map((item) => [nameOf(item), item]))
  for (const row of rows) {
    const item = items.get(nameOf(row))
    if (item === undefined) report(check, 'missing', 'referrer', row)
    else if (item.id !== row.id || item.v !== row.v) report(check, 'wrong', 'referrer', row)
  }
}

/** Most postings lie where the batch alone says they do; what is not found there is looked for in the whole batch. */
async function checkPostings(check: Check, sq: BatchId, implied: Implied[]): Promise<void> {
  const { tables, tenant, shards } = check
  const entries = implied.map(({ statement: { position }, marks: terms }) => ({ position, terms }))
  const postings = toIndexContents(termsOfEntries(entries)).postings.map((posting) => ({
    ...toPostingItem({ tenant, shards, batchId: sq }, posting),
    kind: kindOf(posting.list),
    wanted: unpackEntries(posting.entries),
  }))
  const items = new Map((await tables.getAll('index', postings, true)).map((item) => [nameOf(item), item]))
  for (const { kind, pk, sk, wanted } of postings) {
    const item = items.get(nameOf({ pk, sk }))
    const missing = wanted.filter((entry) => item === undefined || !says(item.entries as Uint8Array, entry))
    if (missing.length === 0) continue
    const there = await postedIn(tables, pk, sq)
    for (const entry of missing) {
      if (there.some((packed) => says(packed, entry))) continue
      report(check, 'missing', kind, { pk, sk: statementSequence(sq, entry.position) })
    }
  }
}

/** An entry may say more than its list asks for: older ones do. */
function says(packed: Uint8Array, { position, terms: marks }: Entry): boolean {
  const there = marksIn(packed, position)
  return there !== undefined && isWithin(marks, there)
}

const kindOf = (list: string) => list.split('|')[0] ?? ''

async function postedIn(tables: Tables, pk: string, sq: BatchId): Promise<Uint8Array[]> {
  const range = { pk, from: sq, to: `${sq}g`, ascending: true, limit: 1_000 }
  const found: Uint8Array[] = []
  for (let last: string | undefined, more = true; more; more = last !== undefined) {
    const slice = await tables.query('index', last === undefined ? range : { ...range, after: last })
    found.push(...slice.items.map(({ entries }) => entries as Uint8Array))
    last = slice.last
  }
  return found
}

/** The other way round: each entry of `Index` has its statement. */
async function checkEntries(check: Check, items: Item[]): Promise<void> {
  const { batches, tenant } = check
  const named = new Map<Item, BatchId>()
  for (const item of items) {
    const batch = item.pk.split('|')[1] === 'S' ? (item.b as BatchId | undefined) : batchIdOf(item.sk)
    if (batch !== undefined && !isActivity(item)) named.set(item, batch)
  }
  const loaded = await batches.load(tenant, [...new Set(named.values())], true)
  const opened = new Map<BatchId, IndexedStatement[]>()
  for (const batch of loaded) opened.set(batch.id, await statementsIn(batch))
  for (const [item, sq] of named) {
    const kind = item.pk.split('|')[1] ?? ''
    const stored = opened.get(sq)
    if (stored === undefined) report(check, 'left', nameOfKind(kind), item)
    else if (kind === 'S') checkClaim(check, item, stored)
    else if (kind === 'REF') checkReferrer(check, item, stored)
    else await checkPosting(check, item, stored)
  }
}

const isActivity = ({ pk }: Item) => pk.split('|')[1] === 'ACT'
const nameOfKind = (kind: string) => ({ S: 'claim', REF: 'referrer' })[kind] ?? kind

function checkClaim(check: Check, claim: Item, stored: IndexedStatement[]) {
  const statement = stored.find(({ position }) => position === claim.p)
  const isOwn = statement !== undefined && claimKey(check.tenant, statement.id).pk === claim.pk
  if (!isOwn) report(check, 'dangling', 'claim', claim)
}

/** A statement that was stored before has left its entries with no statement at their position. */
function checkReferrer(check: Check, row: Item, stored: IndexedStatement[]) {
  const statement = stored.find(({ position }) => position === positionOf(row.sk))
  if (statement === undefined) return report(check, 'left', 'referrer', row)
  const own = referrerRows(check.tenant, { batchId: batchIdOf(row.sk), position: statement.position }, statement)
  return own.some(({ pk }) => pk === row.pk) ? undefined : report(check, 'dangling', 'referrer', row)
}

async function checkPosting(check: Check, item: Item, stored: IndexedStatement[]): Promise<void> {
  const { find, shards, tenant } = check
  const [, kind = '', value = ''] = item.pk.split('|')
  const list = `${kind}|${value}` as List
  const isInPlace = item.pk === partitionOf(tenant, shards, list, batchIdOf(item.sk))
  for (const { position, terms: marks } of unpackEntries(item.entries as Uint8Array)) {
    const statement = stored.find((one) => one.position === position)
    if (statement === undefined) continue
    const implied = await find.impliedMarks(tenant, statement)
    const lists = listsOf(termsOfEntries([{ position, terms: implied }]))
    if (!isInPlace || !lists.includes(list)) return void report(check, 'dangling', kind, item)
    if (!isWithin(marks, implied)) return void report(check, 'wrong', kind, item)
  }
}
