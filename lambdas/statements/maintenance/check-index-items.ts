/** Whether each item of `Index` has its statement: claims, referrers, postings. */
import type { Item } from '../../database/tables.ts'
import { type BatchId, batchIdOf, positionOf } from '../batch/sequence.ts'
import { claimKey, fromClaimItem } from '../index/claim-item.ts'
import { unpackEntries } from '../index/entries.ts'
import { fromPostingItem, listOfPosting } from '../index/posting-item.ts'
import { listsOf } from '../index/postings.ts'
import { toReferrerItems } from '../index/referrer-item.ts'
import { partitionOf } from '../index/shards.ts'
import { termsOfEntries } from '../index/terms.ts'
import { areTermsWithin } from './entry-comparison.ts'
import type { Check } from './findings.ts'
import { type IndexedStatement, statementsIn } from './indexed-statements.ts'

export async function checkIndexItems(check: Check, items: Item[]): Promise<void> {
  const { batches, tenant } = check
  const batchOf = new Map<Item, BatchId>()
  for (const item of items) {
    const kind = kindOf(item)
    const batchId = kind === 'claim' ? fromClaimItem(item).holder?.batchId : batchIdOf(item.sk)
    if (batchId !== undefined && kind !== 'activity') batchOf.set(item, batchId)
  }
  const loaded = await batches.load(tenant, [...new Set(batchOf.values())], true)
  const statements = new Map<BatchId, IndexedStatement[]>()
  for (const batch of loaded) statements.set(batch.id, await statementsIn(batch))
  for (const [item, batchId] of batchOf) await checkItem(check, item, statements.get(batchId))
}

/** @param statements those of its batch; none where that never committed */
async function checkItem(check: Check, item: Item, statements: IndexedStatement[] | undefined): Promise<void> {
  const kind = kindOf(item)
  if (statements === undefined) check.report('left', kind, item)
  else if (kind === 'claim') checkClaim(check, item, statements)
  else if (kind === 'referrer') checkReferrer(check, item, statements)
  else await checkPosting(check, item, statements)
}

/** What the second part of a partition key stands for; the kind of its list, where it is a posting. */
function kindOf({ pk }: Item): string {
  const kind = pk.split('|')[1] ?? ''
  return { S: 'claim', REF: 'referrer', ACT: 'activity' }[kind] ?? kind
}

function checkClaim({ tenant, report }: Check, item: Item, statements: IndexedStatement[]): void {
  const position = fromClaimItem(item).holder?.position
  const statement = statements.find((one) => one.position === position)
  const isOwn = statement !== undefined && claimKey(tenant, statement.id).pk === item.pk
  if (!isOwn) report('dangling', 'claim', item)
}

/** A statement that was stored before has left its items with no statement at their position. */
function checkReferrer({ tenant, report }: Check, item: Item, statements: IndexedStatement[]): void {
  const position = positionOf(item.sk)
  const statement = statements.find((one) => one.position === position)
  const own = statement && toReferrerItems(tenant, { batchId: batchIdOf(item.sk), position }, statement)
  if (own === undefined) report('left', 'referrer', item)
  else if (!own.some(({ pk }) => pk === item.pk)) report('dangling', 'referrer', item)
}

async function checkPosting(check: Check, item: Item, statements: IndexedStatement[]): Promise<void> {
  const { finder, shards, tenant, report } = check
  const { batchId, entries } = fromPostingItem(item)
  const list = listOfPosting(item)
  const isInPlace = item.pk === partitionOf(tenant, shards, list, batchId)
  for (const { position, terms } of unpackEntries(entries)) {
    const statement = statements.find((one) => one.position === position)
    if (statement === undefined) continue
    const implied = await finder.allTermsOf(tenant, statement)
    const lists = listsOf(termsOfEntries([{ position, terms: implied }]))
    if (!isInPlace || !lists.includes(list)) return report('dangling', kindOf(item), item)
    if (!areTermsWithin(terms, implied)) return report('wrong', kindOf(item), item)
  }
}
