import type { Clock } from '../database/clock.ts'
import { fingerprint } from '../database/fingerprint.ts'
import { updateOptimistically } from '../database/optimistic-update.ts'
import type { Condition, Item, ReplaceOutcome, Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { collectDefinitions, mergeDefinition, valueText } from '../xapi/activity.ts'
import type { Statement } from '../xapi/statement.ts'
import { activityKey } from './activity-item.ts'

/** Every method may throw `Unavailable`; to learn the same twice changes nothing. */
export type ActivityStore = {
  /**
   * Merges what stored statements say of Activities.
   * @param texts the text of each statement, since values have lost how numbers were spelt
   */
  mergeDefinitions(tenant: TenantId, statements: readonly Statement[], texts: readonly string[]): Promise<void>
  /** What is to be done to learn from them, before they are stored; nothing, where all of it was merged before. */
  newDefinitions(
    tenant: TenantId,
    statements: readonly Statement[],
    texts: readonly string[],
  ): (() => Promise<void>) | undefined
  /** The merged definitions as JSON text, by Activity id; an Activity that nobody has defined is not among them. */
  definitionsOf(tenant: TenantId, ids: readonly string[]): Promise<Map<string, string>>
}

/** An item has 400 kB at most; what does not fit is known from its statements alone. */
const MOST_BYTES_IN_ITEM = 350_000
/** Activities whose definitions this container remembers to have merged, and how many definitions of each. */
const MOST_REMEMBERED = 10_000
const MOST_DEFINITIONS = 8

type Parts = { tables: Tables; clock: Clock; memory: Memory }
type Lesson = { tenant: TenantId; id: string; definition: string }

export function createActivityStore({ tables, clock }: { tables: Tables; clock: Clock }): ActivityStore {
  const parts = { tables, clock, memory: createMemory() }
  const newsIn: ActivityStore['newDefinitions'] = (tenant, statements, texts) => {
    const { memory } = parts
    const news = collectDefinitions(statements, texts, (id, value) => memory.has(tenant, id, value))
    const lessons = [...news]
      .map(([id, definition]) => ({ tenant, id, definition }))
      .filter(({ id, definition }) => fits(definition) && !memory.has(tenant, id, valueText(definition)))
    return lessons.length === 0 ? undefined : () => learn(parts, lessons)
  }
  return {
    newDefinitions: newsIn,
    mergeDefinitions: async (tenant, statements, texts) => newsIn(tenant, statements, texts)?.(),
    async definitionsOf(tenant, ids) {
      const keys = new Map([...new Set(ids)].map((id) => [activityKey(tenant, id).pk, id]))
      const items = await tables.getAll(
        'index',
        [...keys.keys()].map((pk) => ({ pk, sk: '0' })),
        true,
      )
      return new Map(items.map(({ pk, definition }) => [keys.get(pk) ?? '', definition as string]))
    },
  }
}

/** Most are known already, so they are read first; the new ones go together, and only changed ones one by one. */
async function learn(parts: Parts, lessons: Lesson[]): Promise<void> {
  const keys = lessons.map(({ tenant, id }) => activityKey(tenant, id))
  const items = new Map((await parts.tables.getAll('index', keys, true)).map((item) => [item.pk, item]))
  const itemOf = (lesson: Lesson) => items.get(activityKey(lesson.tenant, lesson.id).pk)
  const unknown = lessons.filter((lesson) => itemOf(lesson) === undefined)
  const existing = await parts.tables.insert(
    'index',
    unknown.map((lesson) => toItem(lesson, lesson.definition, 1)),
  )
  for (const [at, lesson] of unknown.entries()) {
    const rival = existing[at]
    if (rival === undefined) parts.memory.add(lesson, true)
    else items.set(rival.pk, rival)
  }
  await Promise.all(
    lessons.flatMap((lesson) => {
      const item = itemOf(lesson)
      return item === undefined ? [] : [merge(parts, lesson, item)]
    }),
  )
}

async function merge({ tables, clock, memory }: Parts, lesson: Lesson, standing: Item): Promise<void> {
  const read = () => tables.get('index', activityKey(lesson.tenant, lesson.id), true)
  const write = async (known: Item | undefined): Promise<ReplaceOutcome> => {
    const n = known === undefined ? 0 : (known.n as number)
    const merged = mergeDefinition(known?.definition as string | undefined, lesson.definition)
    const isNews = merged !== known?.definition && fits(merged)
    const condition: Condition = { attribute: 'n', ...(n === 0 ? { noneOf: '*' } : { oneOf: [n] }) }
    const changed = toItem(lesson, merged, n + 1)
    const replaced: ReplaceOutcome = isNews ? await tables.putIf('index', changed, condition) : { done: true }
    if (replaced.done) memory.add(lesson, isNews)
    return replaced
  }
  await updateOptimistically(clock, { item: standing, read, write })
}

/** `n` counts the changes: it is what a change expects to find. */
const toItem = ({ tenant, id }: Lesson, definition: string, n: number): Item => ({
  ...activityKey(tenant, id),
  definition,
  n,
})

const fits = (definition: string) => Buffer.byteLength(definition) <= MOST_BYTES_IN_ITEM

type Memory = {
  /** @param value the definition's `valueText` */
  has(tenant: TenantId, id: string, value: string): boolean
  add(lesson: Lesson, isNews: boolean): void
}

/** Which definitions were merged already, so that the same one a thousand times costs one read. Bounded, oldest out. */
function createMemory(): Memory {
  const merged = new Map<string, Set<string>>()
  const nameOf = (tenant: TenantId, id: string) => fingerprint(`${tenant}|${id}`)
  return {
    has: (tenant, id, value) => merged.get(nameOf(tenant, id))?.has(fingerprint(value)) ?? false,
    add({ tenant, id, definition }, isNews) {
      const name = nameOf(tenant, id)
      const known = merged.get(name)
      // News may have overruled what was merged before: if that comes again, it is the later value.
      const definitions = isNews || known === undefined || known.size >= MOST_DEFINITIONS ? new Set<string>() : known
      merged.delete(name)
      merged.set(name, definitions.add(fingerprint(valueText(definition))))
      if (merged.size > MOST_REMEMBERED) merged.delete(merged.keys().next().value ?? '')
    },
  }
}
