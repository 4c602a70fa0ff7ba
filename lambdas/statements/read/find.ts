/** Finds one statement by its id. What has not committed is not there. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type Batches, createStatementReader } from '../batch/batches.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import { claimKey } from '../index/claim-item.ts'
import type { StoredStatement } from '../store.ts'

export type FinderParts = { tables: Tables; batches: Batches }

export async function find(
  { tables, batches }: FinderParts,
  tenant: TenantId,
  id: string,
): Promise<StoredStatement | undefined> {
  const claim = await tables.get('index', claimKey(tenant, id), true)
  if (claim?.b === undefined) return undefined
  const batch = await batches.state(tenant, claim.b as BatchId)
  if (typeof batch === 'string') return undefined
  const position = claim.p as number
  const text = await createStatementReader()(batch, position)
  const sequence = statementSequence(batch.id, position)
  return text === undefined ? undefined : { sequence, text, voided: batch.voided.has(position) }
}
