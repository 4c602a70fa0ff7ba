/** Merges the definitions of all statements once more, in the order of `stored`: of two definitions the later one counts. */
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { Tables } from '../../database/tables.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import { parseStored, type Statement } from '../../xapi/statement.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import type { BatchId } from '../batch/sequence.ts'
import { createStatementReader } from '../batch/statement-reader.ts'
import { planQuery } from '../index/query-plan.ts'
import type { ShardsOf } from '../index/shards.ts'
import { type Match, matchesOf } from '../read/query-scan.ts'
import type { RebuildProgress } from './rebuild-progress-item.ts'

const STATEMENTS_AT_ONCE = 200

type Dependencies = { tables: Tables; batches: Batches; activities: ActivityStore; shardsOf: ShardsOf }

export async function* rebuildActivities(
  dependencies: Dependencies,
  from: RebuildProgress,
): AsyncGenerator<RebuildProgress> {
  const { after: start, ...progress } = from
  for (const name of from.tenants) {
    if (start !== undefined && name < start.pk) continue
    const tenant = tenantId(name)
    const after = start?.pk === name ? start.sk : undefined
    for await (const matches of statementsOf(dependencies, tenant, after)) {
      await mergeDefinitions(dependencies, tenant, matches)
      yield { ...progress, after: { pk: name, sk: matches.at(-1)?.sequence ?? '' } }
    }
  }
  yield { ...progress, phase: 'done' }
}

async function* statementsOf(dependencies: Dependencies, tenant: TenantId, after?: string): AsyncGenerator<Match[]> {
  const plan = planQuery({ relatedAgents: false, relatedActivities: false, ascending: true }, false)
  const shards = await dependencies.shardsOf(tenant)
  const options = { plan, shards, ascending: true, postingsPerRead: STATEMENTS_AT_ONCE, ...(after && { after }) }
  let matches: Match[] = []
  for await (const match of matchesOf(dependencies.tables, tenant, options)) {
    matches.push(match)
    if (matches.length < STATEMENTS_AT_ONCE) continue
    yield matches
    matches = []
  }
  if (matches.length > 0) yield matches
}

async function mergeDefinitions(dependencies: Dependencies, tenant: TenantId, matches: Match[]): Promise<void> {
  const { batches, activities } = dependencies
  const loaded = await batches.load(tenant, [...new Set(matches.map(({ batchId }) => batchId))], true)
  const byId = new Map<BatchId, Batch>(loaded.map((batch) => [batch.id, batch]))
  const readStatement = createStatementReader()
  const defining: { statement: Statement; text: string }[] = []
  for (const { batchId, position } of matches) {
    const batch = byId.get(batchId)
    const text = batch?.mayDefine ? await readStatement(batch, position) : undefined
    if (text?.includes('"definition"')) defining.push({ statement: parseStored(text), text })
  }
  if (defining.length > 0) await activities.mergeDefinitions(tenant, defining)
}
