/** Whether each item of `Index` has its statement: claims, referrers, postings. */
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { Item } from '../../database/tables.ts'
import type { Batch } from '../batch/batches.ts'
import { type BatchId, batchIdOf, positionOf, statementSequence } from '../batch/sequence.ts'
import { createStatementReader } from '../batch/statement-reader.ts'
import { claimKey, fromClaimItem } from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import type { List } from '../index/lists.ts'
import { fromPostingItem, listOfPosting } from '../index/posting-item.ts'
import { listsOf } from '../index/postings.ts'
import { toReferrerItems } from '../index/referrer-item.ts'
import { partitionOf } from '../index/shards.ts'
import { termsOfEntries } from '../index/terms.ts'
import { areWithin, namesOf } from './entry-comparison.ts'
import type { Check } from './findings.ts'
import { type IndexedStatement, toIndexed } from './indexed-statements.ts'

/** A statement, and what it implies together with all that it refers to. */
type Implied = { statement: IndexedStatement; terms: ReadonlySet<string>; lists: ReadonlySet<List> }
type ImpliedAt = (batch: Batch, position: number) => Promise<Implied | undefined>

export async function checkIndexItems(check: Check, items: Item[]): Promise<void> {
  const { batches, tenant, seen } = check
  const placed: { item: Item; batchId: BatchId }[] = []
  for (const item of items) {
    const kind = kindOf(item)
    const batchId = kind === 'claim' ? fromClaimItem(item).holder?.batchId : batchIdOf(item.sk)
    if (batchId !== undefined && kind !== 'activity') placed.push({ item, batchId })
  }
  const loaded = await batches.load(tenant, [...new Set(placed.map(({ batchId }) => batchId))], true)
  const byId = new Map(loaded.map((batch) => [batch.id, batch]))
  const impliedAt = createImpliedAt(check)
  seen.entries += items.length - placed.length
  await forEachConcurrently(placed, async ({ item, batchId }) => {
    await checkItem(check, item, byId.get(batchId), impliedAt)
    seen.entries++
  })
}

/** Decodes only the blocks that hold what is asked for, and each statement once for all items of a page. */
function createImpliedAt({ finder, tenant }: Check): ImpliedAt {
  const readStatement = createStatementReader()
  const known = new Map<string, Promise<Implied | undefined>>()
  const read = async (batch: Batch, position: number): Promise<Implied | undefined> => {
    // A damaged item may name any position.
    const text = position >= 0 ? await readStatement(batch, position) : undefined
    if (text === undefined) return undefined
    const statement = toIndexed(text, position)
    const terms = await finder.allTermsOf(tenant, statement)
    return { statement, terms: namesOf(terms), lists: new Set(listsOf(termsOfEntries([{ position, terms }]))) }
  }
  return (batch, position) => {
    const name = statementSequence(batch.id, position)
    const implied = known.get(name) ?? read(batch, position)
    known.set(name, implied)
    return implied
  }
}

/** @param batch none where it never committed */
async function checkItem(check: Check, item: Item, batch: Batch | undefined, impliedAt: ImpliedAt): Promise<void> {
  const kind = kindOf(item)
  if (batch === undefined) check.report('left', kind, item)
  else if (kind === 'claim') await checkClaim(check, item, batch, impliedAt)
  else if (kind === 'referrer') await checkReferrer(check, item, batch, impliedAt)
  else await checkPosting(check, item, batch, impliedAt)
}

/** What the second part of a partition key stands for; the kind of its list, where it is a posting. */
function kindOf({ pk }: Item): string {
  const kind = pk.split('|')[1] ?? ''
  return { S: 'claim', REF: 'referrer', ACT: 'activity' }[kind] ?? kind
}

async function checkClaim({ tenant, report }: Check, item: Item, batch: Batch, impliedAt: ImpliedAt): Promise<void> {
  const position = fromClaimItem(item).holder?.position ?? -1
  // The claim of a removed statement keeps its id from being used again.
  const id =
    batch.removed.find((one) => one.position === position)?.id ?? (await impliedAt(batch, position))?.statement.id
  if (id === undefined || claimKey(tenant, id).pk !== item.pk) report('dangling', 'claim', item)
}

/** A statement that was stored before has left its items with no statement at their position. */
async function checkReferrer({ tenant, report }: Check, item: Item, batch: Batch, impliedAt: ImpliedAt): Promise<void> {
  const position = positionOf(item.sk)
  const statement = (await impliedAt(batch, position))?.statement
  const own = statement && toReferrerItems(tenant, { batchId: batch.id, position }, statement)
  if (own === undefined) report('left', 'referrer', item)
  else if (!own.some(({ pk }) => pk === item.pk)) report('dangling', 'referrer', item)
}

async function checkPosting(check: Check, item: Item, batch: Batch, impliedAt: ImpliedAt): Promise<void> {
  const { shards, tenant, report } = check
  const list = listOfPosting(item)
  const isInPlace = item.pk === partitionOf(tenant, shards, list, batch.id)
  for (const { position, terms } of unpackEntries(fromPostingItem(item).entries)) {
    const implied = await impliedAt(batch, position)
    if (implied === undefined) continue
    if (!isInPlace || !implied.lists.has(list)) return report('dangling', kindOf(item), item)
    if (!areWithin(terms, implied.terms)) return report('wrong', kindOf(item), item)
  }
}
