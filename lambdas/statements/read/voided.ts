/**
 * Pages of voided statements. Which ones are voided stands in their batches, where no list leads; but a voiding statement
 * is found by everything that finds its target. So the voiding ones are scanned, and each leads to its target.
 */
import { readAhead } from '../../database/concurrency.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { featuresOf } from '../../xapi/features.ts'
import { parseStored, VOIDED } from '../../xapi/statement.ts'
import { isVisible } from '../../xapi/visibility.ts'
import { readText } from '../batch/statement-reader.ts'
import { readClaim } from '../index/claim-item.ts'
import { type Condition, positionsOf } from '../index/entries.ts'
import { conditionsOfFilters } from '../index/query-plan.ts'
import { fromReferrerItem, referrersPartition } from '../index/referrer-item.ts'
import type { Page, PageRequest, StoredStatement } from '../store.ts'
import { find } from './find.ts'
import { page, type ReadDependencies } from './page.ts'

/** Each leads to reads of its own: so many for one page at most. */
const MOST_LOOKED_UP = 100
/** Of those that refer to one statement. Voided again after more of them, it is listed twice. */
const EARLIER_REFERRERS = 200

type Asked = { tenant: TenantId; conditions: Condition[]; visibility: PageRequest['visibility'] }

/** One whose voiding statement was removed by an erasure stays voided, and is found by its id alone. */
export async function voidedPage(
  dependencies: ReadDependencies,
  tenant: TenantId,
  request: PageRequest,
): Promise<Page> {
  const { filters, limit, maxBytes, visibility } = request
  const voiding = await page(
    dependencies,
    tenant,
    {
      ...request,
      filters: { ...filters, verb: VOIDED },
      limit: Math.min(limit, MOST_LOOKED_UP),
      visibility: undefined,
    },
    { verb: filters.verb, authority: visibility?.authority },
  )
  const asked = { tenant, conditions: conditionsOfFilters(filters), visibility }
  const statements: StoredStatement[] = []
  let bytes = 0
  let last: string | undefined
  for await (const [one, target] of readAhead(voiding.statements, (each) => targetOf(dependencies, asked, each))) {
    const size = target === undefined ? 0 : Buffer.byteLength(target.text)
    if (statements.length > 0 && bytes + size > maxBytes) return { statements, ...(last && { next: last }) }
    bytes += size
    if (target !== undefined) statements.push(target)
    last = one.sequence
  }
  return { ...voiding, statements }
}

/** What a statement voids, where it is the first one to void it, and what it voids is asked for. */
async function targetOf(
  dependencies: ReadDependencies,
  { tenant, conditions, visibility }: Asked,
  { text, sequence }: StoredStatement,
): Promise<StoredStatement | undefined> {
  // One that refers to a voiding statement is found with it.
  const { voiding, target } = featuresOf(parseStored(text), [])
  if (!voiding || target === undefined) return undefined
  const holder = (await readClaim(dependencies.tables, tenant, target))?.holder
  // It may have been found by what it says itself, and its target says otherwise.
  if (holder === undefined || positionsOf(holder.terms, conditions).length === 0) return undefined
  const { batchId, position } = holder
  const batch = await dependencies.batches.state(tenant, batchId)
  if (typeof batch === 'string' || !batch.voided.has(position)) return undefined
  const voided = await readText(batch, position)
  if (voided === undefined || (visibility !== undefined && !isVisible(voided, visibility))) return undefined
  if (await isVoidedBefore(dependencies, tenant, { target, sequence })) return undefined
  return { sequence, text: voided, voided: true, mayHaveData: batch.mayHaveData }
}

type Voiding = { target: string; sequence: string }

async function isVoidedBefore(dependencies: ReadDependencies, tenant: TenantId, { target, sequence }: Voiding) {
  const pk = referrersPartition(tenant, target)
  const range = { pk, from: '0', to: sequence, ascending: false, limit: EARLIER_REFERRERS }
  const { items } = await dependencies.tables.query('index', range)
  for (const referrer of items.map(fromReferrerItem)) {
    if (!referrer.isVoiding || referrer.sequence === sequence) continue
    // It may be of an attempt that died.
    if ((await find(dependencies, { tenant, id: referrer.id }))?.sequence === referrer.sequence) return true
  }
  return false
}
