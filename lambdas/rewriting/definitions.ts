/** What is known of activities without a person: definitions that statements of a case have said. */

import { activityKey, fromActivityItem, isUnchanged, toActivityItem } from '../activities/activity-item.ts'
import type { ActivityStore } from '../activities/activity-store.ts'
import type { Person } from '../cases/person.ts'
import { forEachConcurrently } from '../database/concurrency.ts'
import type { Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { featuresOf } from '../xapi/features.ts'
import { parseStored } from '../xapi/statement.ts'
import type { Change } from './notes.ts'

type Parts = { tables: Tables; activities: Pick<ActivityStore, 'completeDefinitions'> }
type At = { tenant: TenantId; person: Person }

/** @param texts the statements as they were, while they still stand there: later nobody knows what they named */
export async function reviseDefinitions(
  { tables, activities }: Parts,
  { tenant, person }: At,
  { old, changes, mayDefine }: { old: string[]; changes: Change[]; mayDefine: boolean },
): Promise<void> {
  const ids = new Set(
    old.map(parseStored).flatMap((statement) => {
      const { activities: own, relatedActivities } = featuresOf(statement, [])
      return [...own, ...relatedActivities]
    }),
  )
  await forEachConcurrently([...ids], async (id) => {
    const key = activityKey(tenant, id)
    // Its key is made of the id.
    if (person.withoutInText(id) !== id) return tables.remove('index', [key])
    for (;;) {
      const item = await tables.get('index', key, true)
      if (item === undefined) return
      const stored = fromActivityItem(item)
      const definition = person.withoutIn(stored.definition)
      if (definition === stored.definition) return
      const changed = toActivityItem(key, { definition, changes: stored.changes + 1 })
      if ((await tables.putIf('index', changed, isUnchanged(stored))).done) return
    }
  })
  const defining = changes.flatMap(({ text }) => (text === undefined ? [] : [{ text, statement: parseStored(text) }]))
  if (mayDefine && defining.length > 0) await activities.completeDefinitions(tenant, defining)
}
