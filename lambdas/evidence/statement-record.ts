/** One statement as what is digested, by its id. */
import type { Tables } from '../database/tables.ts'
import type { Batches } from '../statements/batch/batches.ts'
import { statementSequence } from '../statements/batch/sequence.ts'
import { readText } from '../statements/batch/statement-reader.ts'
import { readClaim } from '../statements/index/claim-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

type Parts = { tables: Tables; batches: Pick<Batches, 'state'> }

/** `text`: as it stands now; undefined where a case removed it. `cases`: those that changed its request, the oldest first. */
export type FoundRecord = { id: string; sequence: string; text: string | undefined; cases: readonly string[] }

/** Voided ones have proofs too, and so have those that a case removed. */
export async function findStatementRecord(
  { tables, batches }: Parts,
  tenant: TenantId,
  asked: string,
): Promise<FoundRecord | undefined> {
  const id = asked.toLowerCase()
  const holder = (await readClaim(tables, tenant, id))?.holder
  const batch = holder && (await batches.state(tenant, holder.batchId))
  if (holder === undefined || batch === undefined || typeof batch === 'string') return undefined
  const text = await readText(batch, holder.position)
  if (text === undefined && !batch.removed.some((one) => one.id === id)) return undefined
  return { id, text, sequence: statementSequence(batch.id, holder.position), cases: batch.cases }
}
