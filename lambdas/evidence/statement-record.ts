/** One statement as what is digested, by its id. */
import type { Tables } from '../database/tables.ts'
import type { Batches } from '../statements/batch/batches.ts'
import { statementSequence } from '../statements/batch/sequence.ts'
import { readText } from '../statements/batch/statement-reader.ts'
import { readClaim } from '../statements/index/claim-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { StoredRecord } from './records.ts'

type Parts = { tables: Tables; batches: Pick<Batches, 'state'> }

/** Voided ones have proofs too. */
export async function findStatementRecord(
  { tables, batches }: Parts,
  tenant: TenantId,
  id: string,
): Promise<StoredRecord | undefined> {
  const holder = (await readClaim(tables, tenant, id.toLowerCase()))?.holder
  const batch = holder && (await batches.state(tenant, holder.batchId))
  if (holder === undefined || batch === undefined || typeof batch === 'string') return undefined
  const text = await readText(batch, holder.position)
  return text === undefined ? undefined : { text, sequence: statementSequence(batch.id, holder.position) }
}
