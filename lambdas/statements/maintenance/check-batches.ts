/** Whether everything that batches imply is in `Index`: claims, referrers, postings. */
import { forEachConcurrently } from '../../database/concurrency.ts'
import { type Item, queryAll, type Tables } from '../../database/tables.ts'
import { isTombstone } from '../batch/batch-item.ts'
import type { Batch } from '../batch/batches.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import { type Claim, claimKey, readClaims } from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import { keyOfKind } from '../index/lists.ts'
import { fromPostingItem, toPostingItem } from '../index/posting-item.ts'
import { toIndexContents } from '../index/postings.ts'
import { fromReferrerItem, toReferrerItems } from '../index/referrer-item.ts'
import { type Term, termsOfEntries } from '../index/terms.ts'
import { areSameTerms, includesEntry, readEntries, type SaidEntries } from './entry-comparison.ts'
import { type Check, nameOfKey } from './findings.ts'
import { type IndexedStatement, statementsIn } from './indexed-statements.ts'

export async function checkBatches(check: Check, items: Item[]): Promise<void> {
  const batchItems = items.filter((item) => !isTombstone(item))
  check.seen.batches += items.length - batchItems.length
  await forEachConcurrently(batchItems, (item) => checkBatch(check, check.batches.read(check.tenant, item)))
}

/** A statement, and the terms that it and everything it refers to have. */
type CheckedStatement = { statement: IndexedStatement; terms: Term[] }

async function checkBatch(check: Check, batch: Batch): Promise<void> {
  const { tenant, finder, seen } = check
  const all: CheckedStatement[] = []
  seen.batches++
  for (const statement of await statementsIn(batch)) {
    all.push({ statement, terms: await finder.allTermsOf(tenant, statement) })
  }
  seen.statements += all.length
  await Promise.all([
    checkClaims(check, batch.id, all),
    checkReferrers(check, batch.id, all),
    checkPostings(check, batch.id, all),
  ])
}

async function checkClaims(check: Check, batchId: BatchId, all: CheckedStatement[]): Promise<void> {
  const { tables, tenant, report } = check
  const targets = all.flatMap(({ statement: { features } }) => features.target ?? [])
  const ids = [...new Set([...all.map(({ statement }) => statement.id), ...targets])]
  const found = await readClaims(tables, tenant, ids)
  const claims = new Map(ids.map((id, at) => [id, found[at]]))
  for (const { statement, terms } of all) {
    const claim = claims.get(statement.id)
    if (claim?.holder === undefined) report('missing', 'claim', claimKey(tenant, statement.id))
    else if (!isRight(claim.holder, { batchId, statement, terms })) {
      report('wrong', 'claim', claimKey(tenant, statement.id))
    }
    // What tells a target that somebody refers to it.
    const { target } = statement.features
    if (target !== undefined && !claims.get(target)?.isReferredTo) report('missing', 'claim', claimKey(tenant, target))
  }
}

function isRight(
  holder: NonNullable<Claim['holder']>,
  { batchId, statement: { position, features }, terms }: CheckedStatement & { batchId: BatchId },
): boolean {
  if (holder.batchId !== batchId || holder.position !== position || holder.isVoiding !== features.voiding) return false
  const there = readEntries(holder.terms).get(position)
  return there !== undefined && areSameTerms(there, terms)
}

async function checkReferrers(check: Check, batchId: BatchId, all: CheckedStatement[]): Promise<void> {
  const { tables, tenant, report } = check
  const wanted = all.flatMap(({ statement }) => {
    const { position } = statement
    return toReferrerItems(tenant, { batchId, position }, statement)
  })
  const items = new Map((await tables.getAll('index', wanted, true)).map((item) => [nameOfKey(item), item]))
  for (const item of wanted) {
    const there = items.get(nameOfKey(item))
    if (there === undefined) report('missing', 'referrer', item)
    else if (!isSameReferrer(there, item)) report('wrong', 'referrer', item)
  }
}

export function isSameReferrer(there: Item, wanted: Item): boolean {
  const [one, other] = [fromReferrerItem(there), fromReferrerItem(wanted)]
  return one.id === other.id && one.isVoiding === other.isVoiding
}

/** Most postings lie where the batch alone says they do; what is not found there is looked for in the whole batch. */
async function checkPostings(check: Check, batchId: BatchId, all: CheckedStatement[]): Promise<void> {
  const { tables, tenant, shards, report } = check
  const entries = all.map(({ statement: { position }, terms }) => ({ position, terms }))
  const wanted = toIndexContents(termsOfEntries(entries)).postings.map((posting) => ({
    item: toPostingItem({ tenant, shards, batchId }, posting),
    kind: keyOfKind(posting.list),
    entries: unpackEntries(posting.entries),
  }))
  const keys = wanted.map(({ item }) => item)
  const items = new Map((await tables.getAll('index', keys, true)).map((item) => [nameOfKey(item), item]))
  const elsewhere = createPostedIn(tables, batchId)
  for (const { item, kind, entries } of wanted) {
    const there = items.get(nameOfKey(item))
    const said = there && readEntries(fromPostingItem(there).entries)
    const missing = entries.filter((entry) => said === undefined || !includesEntry(said, entry))
    if (missing.length === 0) continue
    const others = await elsewhere(item.pk)
    for (const entry of missing) {
      if (others.some((other) => includesEntry(other, entry))) continue
      report('missing', kind, { pk: item.pk, sk: statementSequence(batchId, entry.position) })
    }
  }
}

/** All postings of a batch in one list, read and decoded once. */
function createPostedIn(tables: Tables, batchId: BatchId): (pk: string) => Promise<SaidEntries[]> {
  const read = new Map<string, Promise<SaidEntries[]>>()
  return (pk) => {
    const postings = read.get(pk) ?? postedIn(tables, pk, batchId)
    read.set(pk, postings)
    return postings
  }
}

async function postedIn(tables: Tables, pk: string, batchId: BatchId): Promise<SaidEntries[]> {
  const range = { pk, from: batchId, to: `${batchId}g`, ascending: true, limit: 1_000 }
  const found: SaidEntries[] = []
  for await (const item of queryAll(tables, 'index', range)) found.push(readEntries(fromPostingItem(item).entries))
  return found
}
