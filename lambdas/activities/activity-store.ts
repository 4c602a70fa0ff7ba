/**
 * What statements say of Activities, merged: one item for each Activity. Definitions are merged beside the statements,
 * which carry them too: so a definition that comes twice, or is merged late, does no harm.
 */
import type { Clock } from '../database/clock.ts'
import { fingerprint } from '../database/fingerprint.ts'
import { updateOptimistically } from '../database/optimistic-update.ts'
import type { Item, Key, ReplaceOutcome, Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { collectDefinitions, type DefiningStatement, mergeDefinition, valueText } from '../xapi/activity.ts'
import { activityKey, fromActivityItem, isUnchanged, toActivityItem } from './activity-item.ts'

/** Every method may throw `Unavailable`; to merge the same twice changes nothing. */
export type ActivityStore = {
  /** Merges the definitions in stored statements. */
  mergeDefinitions(tenant: TenantId, statements: readonly DefiningStatement[]): Promise<void>
  /** What merges the definitions in statements that are not stored yet; nothing, where all of them were merged before. */
  newDefinitions(tenant: TenantId, statements: readonly DefiningStatement[]): (() => Promise<void>) | undefined
  /** The merged definitions as JSON text, by Activity id; an Activity that nobody has defined is not among them. */
  definitionsOf(tenant: TenantId, ids: readonly string[]): Promise<Map<string, string>>
}

/** An item has 400 kB at most; what does not fit is known from its statements alone. */
const MOST_BYTES_IN_ITEM = 350_000
/** Activities whose definitions this container remembers to have merged, and how many definitions of each. */
const MOST_REMEMBERED = 10_000
const MOST_DEFINITIONS = 8

type Dependencies = { tables: Tables; clock: Clock; merged: MergedDefinitions }

/** What a request says of an Activity. */
type ReceivedDefinition = { tenant: TenantId; id: string; key: Key; definition: string }

export function createActivityStore({ tables, clock }: { tables: Tables; clock: Clock }): ActivityStore {
  const merged = createMergedDefinitions()
  const newDefinitions: ActivityStore['newDefinitions'] = (tenant, statements) => {
    const collected = collectDefinitions(statements, (id, value) => merged.has(tenant, id, value))
    const received = [...collected]
      .filter(([id, definition]) => fits(definition) && !merged.has(tenant, id, valueText(definition)))
      .map(([id, definition]) => ({ tenant, id, key: activityKey(tenant, id), definition }))
    return received.length === 0 ? undefined : () => mergeAll({ tables, clock, merged }, received)
  }
  return {
    newDefinitions,
    mergeDefinitions: async (tenant, statements) => newDefinitions(tenant, statements)?.(),
    async definitionsOf(tenant, ids) {
      const keys = [...new Set(ids)].map((id) => ({ id, ...activityKey(tenant, id) }))
      const idOf = new Map(keys.map(({ pk, id }) => [pk, id]))
      const items = await tables.getAll('index', keys, true)
      return new Map(items.map((item) => [idOf.get(item.pk) ?? '', fromActivityItem(item).definition]))
    },
  }
}

/** Most are stored already, so they are read first; new ones are inserted together, changed ones written one by one. */
async function mergeAll(dependencies: Dependencies, received: ReceivedDefinition[]): Promise<void> {
  const { tables, merged } = dependencies
  const keys = received.map(({ key }) => key)
  const stored = new Map((await tables.getAll('index', keys, true)).map((item) => [item.pk, item]))
  const first = received.filter(({ key }) => !stored.has(key.pk))
  const existing = await tables.insert(
    'index',
    first.map(({ key, definition }) => toActivityItem(key, { definition, changes: 1 })),
  )
  for (const [at, one] of first.entries()) {
    const rival = existing[at]
    if (rival === undefined) merged.add(one, true)
    else stored.set(rival.pk, rival)
  }
  await Promise.all(
    received.map(async (one) => {
      const item = stored.get(one.key.pk)
      if (item !== undefined) await mergeInto(dependencies, one, item)
    }),
  )
}

/** @param item the Activity as it was read last */
async function mergeInto(
  { tables, clock, merged }: Dependencies,
  received: ReceivedDefinition,
  item: Item,
): Promise<void> {
  const read = () => tables.get('index', received.key, true)
  const write = async (latest: Item | undefined): Promise<ReplaceOutcome> => {
    const stored = latest && fromActivityItem(latest)
    const definition = mergeDefinition(stored?.definition, received.definition)
    const isChange = definition !== stored?.definition && fits(definition)
    const changed = toActivityItem(received.key, { definition, changes: (stored?.changes ?? 0) + 1 })
    const outcome = isChange ? await tables.putIf('index', changed, isUnchanged(stored)) : { done: true }
    if (outcome.done) merged.add(received, isChange)
    return outcome
  }
  await updateOptimistically(clock, { item, read, write })
}

const fits = (definition: string) => Buffer.byteLength(definition) <= MOST_BYTES_IN_ITEM

type MergedDefinitions = {
  /** @param value the definition's `valueText` */
  has(tenant: TenantId, id: string, value: string): boolean
  /** @param isChange whether the stored definition is another one since */
  add(received: ReceivedDefinition, isChange: boolean): void
}

/** Which definitions were merged already, so that the same one a thousand times costs one read. Bounded, oldest out. */
function createMergedDefinitions(): MergedDefinitions {
  const activities = new Map<string, Set<string>>()
  const nameOf = (tenant: TenantId, id: string) => fingerprint(`${tenant}|${id}`)
  return {
    has: (tenant, id, value) => activities.get(nameOf(tenant, id))?.has(fingerprint(value)) ?? false,
    add({ tenant, id, definition }, isChange) {
      const name = nameOf(tenant, id)
      const before = activities.get(name)
      // A change may have overruled what was merged before: if that comes again, it is the later value.
      const isOutdated = isChange || before === undefined || before.size >= MOST_DEFINITIONS
      const values = isOutdated ? new Set<string>() : before
      activities.delete(name)
      activities.set(name, values.add(fingerprint(valueText(definition))))
      if (activities.size > MOST_REMEMBERED) activities.delete(activities.keys().next().value ?? '')
    },
  }
}
