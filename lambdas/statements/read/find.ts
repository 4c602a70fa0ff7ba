/** Finds one statement by its id. What has not committed is not there. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { isVisible, type Visibility } from '../../xapi/visibility.ts'
import type { Batches } from '../batch/batches.ts'
import { statementSequence } from '../batch/sequence.ts'
import { readText } from '../batch/statement-reader.ts'
import { readClaim } from '../index/claim-item.ts'
import type { StoredStatement } from '../store.ts'

export type FindDependencies = { tables: Tables; batches: Batches }

export async function find(
  { tables, batches }: FindDependencies,
  { tenant, id, visibility }: { tenant: TenantId; id: string; visibility?: Visibility | undefined },
): Promise<StoredStatement | undefined> {
  const holder = (await readClaim(tables, tenant, id))?.holder
  if (holder === undefined) return undefined
  const { batchId, position } = holder
  const batch = await batches.state(tenant, batchId)
  if (typeof batch === 'string') return undefined
  const text = await readText(batch, position)
  const sequence = statementSequence(batch.id, position)
  if (text === undefined || (visibility !== undefined && !isVisible(text, visibility))) return undefined
  return { sequence, text, voided: batch.voided.has(position), mayHaveData: batch.mayHaveData }
}
