/**
 * What statements say of Activities, merged: one item for each Activity. Definitions are merged beside the statements,
 * which carry them too: one that is missing here is added later, without overruling what came meanwhile.
 */
import type { Clock } from '../database/clock.ts'
import { fingerprint } from '../database/fingerprint.ts'
import { updateOptimistically } from '../database/optimistic-update.ts'
import type { Item, Key, ReplaceOutcome, Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import {
  collectDefinitions,
  completeDefinition,
  type DefiningStatement,
  mergeDefinition,
  valueText,
} from '../xapi/activity.ts'
import { activityKey, fromActivityItem, isUnchanged, toActivityItem } from './activity-item.ts'

/** Every method that answers a promise may throw `Unavailable`. */
export type ActivityStore = {
  /** Whether statements have definitions that were not merged before, as far as this container remembers. */
  hasNewDefinitions(tenant: TenantId, statements: readonly DefiningStatement[]): boolean
  /** Merges the definitions in statements as the newest there are. */
  mergeDefinitions(tenant: TenantId, statements: readonly DefiningStatement[]): Promise<void>
  /** Adds what is missing of the definitions in statements, which may be old; replaces nothing. */
  completeDefinitions(tenant: TenantId, statements: readonly DefiningStatement[]): Promise<void>
  /** The merged definitions as JSON text, by Activity id; an Activity that nobody has defined is not among them. */
  definitionsOf(tenant: TenantId, ids: readonly string[]): Promise<Map<string, string>>
}

/** An item has 400 kB at most; what does not fit is known from its statements alone. */
const MOST_BYTES_IN_ITEM = 350_000
/** Activities whose definitions this container remembers to have merged or completed, and how many definitions of each. */
const MOST_REMEMBERED = 10_000
const MOST_DEFINITIONS = 8

/** `unite`: what becomes of a stored definition and one that was received. `known`: those stored before. */
type Update = {
  tables: Tables
  clock: Clock
  unite: (stored: string | undefined, received: string) => string
  known: KnownDefinitions
}

/** What a request says of an Activity. */
type ReceivedDefinition = { tenant: TenantId; id: string; key: Key; definition: string }

export function createActivityStore({ tables, clock }: { tables: Tables; clock: Clock }): ActivityStore {
  // Each remembers its own: where a definition only completed the item, merging it may still replace values.
  const merging: Update = { tables, clock, unite: mergeDefinition, known: createKnownDefinitions() }
  const completing: Update = { tables, clock, unite: completeDefinition, known: createKnownDefinitions() }
  return {
    hasNewDefinitions: (tenant, statements) => newDefinitions(merging, tenant, statements).length > 0,
    mergeDefinitions: (tenant, statements) => updateAll(merging, newDefinitions(merging, tenant, statements)),
    completeDefinitions: (tenant, statements) => updateAll(completing, newDefinitions(completing, tenant, statements)),
    async definitionsOf(tenant, ids) {
      const keys = [...new Set(ids)].map((id) => ({ id, ...activityKey(tenant, id) }))
      const idOf = new Map(keys.map(({ pk, id }) => [pk, id]))
      const items = await tables.getAll('index', keys, true)
      return new Map(items.map((item) => [idOf.get(item.pk) ?? '', fromActivityItem(item).definition]))
    },
  }
}

function newDefinitions(
  { known }: Update,
  tenant: TenantId,
  statements: readonly DefiningStatement[],
): ReceivedDefinition[] {
  return [...collectDefinitions(statements, (id, value) => known.has(tenant, id, value))]
    .filter(([id, definition]) => fits(definition) && !known.has(tenant, id, valueText(definition)))
    .map(([id, definition]) => ({ tenant, id, key: activityKey(tenant, id), definition }))
}

/** Most are stored already, so they are read first; new ones are inserted together, changed ones written one by one. */
async function updateAll(update: Update, received: ReceivedDefinition[]): Promise<void> {
  if (received.length === 0) return
  const { tables, known } = update
  const keys = received.map(({ key }) => key)
  const stored = new Map((await tables.getAll('index', keys, true)).map((item) => [item.pk, item]))
  const first = received.filter(({ key }) => !stored.has(key.pk))
  const existing = await tables.insert(
    'index',
    first.map(({ key, definition }) => toActivityItem(key, { definition, changes: 1 })),
  )
  for (const [at, one] of first.entries()) {
    const rival = existing[at]
    if (rival === undefined) known.add(one, true)
    else stored.set(rival.pk, rival)
  }
  await Promise.all(
    received.map(async (one) => {
      const item = stored.get(one.key.pk)
      if (item !== undefined) await updateOne(update, one, item)
    }),
  )
}

/** @param item the Activity as it was read last */
async function updateOne(
  { tables, clock, unite, known }: Update,
  received: ReceivedDefinition,
  item: Item,
): Promise<void> {
  const read = () => tables.get('index', received.key, true)
  const write = async (latest: Item | undefined): Promise<ReplaceOutcome> => {
    const stored = latest && fromActivityItem(latest)
    const definition = unite(stored?.definition, received.definition)
    const isChange = definition !== stored?.definition && fits(definition)
    const changed = toActivityItem(received.key, { definition, changes: (stored?.changes ?? 0) + 1 })
    const outcome = isChange ? await tables.putIf('index', changed, isUnchanged(stored)) : { done: true }
    if (outcome.done) known.add(received, isChange)
    return outcome
  }
  await updateOptimistically(clock, { item, read, write })
}

const fits = (definition: string) => Buffer.byteLength(definition) <= MOST_BYTES_IN_ITEM

type KnownDefinitions = {
  /** @param value the definition's `valueText` */
  has(tenant: TenantId, id: string, value: string): boolean
  /** @param isChange whether the stored definition is another one since */
  add(received: ReceivedDefinition, isChange: boolean): void
}

/** Which definitions were stored already, so that the same one a thousand times costs one read. Bounded, oldest out. */
function createKnownDefinitions(): KnownDefinitions {
  const activities = new Map<string, Set<string>>()
  const nameOf = (tenant: TenantId, id: string) => fingerprint(`${tenant}|${id}`)
  return {
    has: (tenant, id, value) => activities.get(nameOf(tenant, id))?.has(fingerprint(value)) ?? false,
    add({ tenant, id, definition }, isChange) {
      const name = nameOf(tenant, id)
      const before = activities.get(name)
      // A change may have overruled what came before: if that comes again, it is the later value.
      const isOutdated = isChange || before === undefined || before.size >= MOST_DEFINITIONS
      const values = isOutdated ? new Set<string>() : before
      activities.delete(name)
      activities.set(name, values.add(fingerprint(valueText(definition))))
      if (activities.size > MOST_REMEMBERED) activities.delete(activities.keys().next().value ?? '')
    },
  }
}
