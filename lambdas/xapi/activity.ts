/**
 * What the LRS knows of an Activity: its definitions in all statements, merged (1.0.3 Communication 2.5; 2.0 4.1.6.4).
 */
import { type Members, readElements, readMembers, writeElements, writeMembers } from '../json/members.ts'
import { isEqual } from '../json/value.ts'
import { mapStatement } from './format.ts'
import {
  type Activity,
  type ActivityDefinition,
  COMPONENT_LISTS,
  CONTEXT_ACTIVITIES,
  isSubStatement,
  type Statement,
  type StatementCore,
} from './statement.ts'

/** Activity id -> definition, as JSON text so that numbers in extensions keep their spelling. */
export type Definitions = Map<string, string>

/** A merge that would be longer than this is not made, so that the extensions of strangers cannot fill the store. */
const MAX_DEFINITION = 100_000

/** What a definition says, in one spelling: definitions with the same value text add the same to what is known. */
export const valueText = (definition: string): string => JSON.stringify(JSON.parse(definition))

/** The text is needed too, since values have lost how numbers were spelt. */
export type DefiningStatement = { statement: Statement; text: string }

/**
 * The definitions in statements that say something new, merged by Activity id. They stand in objects, contextActivities
 * and SubStatements. Nearly always nothing is new, so this is found out first, without reading any text.
 * @param isKnown whether a definition, given as its `valueText`, adds nothing
 */
export function collectDefinitions(
  statements: readonly DefiningStatement[],
  isKnown: (id: string, value: string) => boolean = () => false,
): Definitions {
  const idsWithNews = new Set<string>()
  // A batch repeats the definitions of few Activities: comparing them is quicker than writing each as text.
  const known = new Map<string, ActivityDefinition>()
  const visit = ({ id, definition }: Activity) => {
    if (!definition || idsWithNews.has(id) || isEqual(known.get(id), definition)) return
    if (isKnown(id, JSON.stringify(definition))) known.set(id, definition)
    else idsWithNews.add(id)
  }
  for (const { statement } of statements) eachActivity(statement, visit)
  const definitions: Definitions = new Map()
  if (idsWithNews.size === 0) return definitions
  const latest: Definitions = new Map()
  for (const { statement, text } of statements) {
    for (const [id, definition] of definitionsOf(statement, text, idsWithNews)) {
      // The same definition once more adds nothing.
      if (!idsWithNews.has(id) || latest.get(id) === definition) continue
      latest.set(id, definition)
      definitions.set(id, mergeDefinition(definitions.get(id), definition))
    }
  }
  return definitions
}

/**
 * The definition after another statement has brought one. Language maps are united by tag and extensions by key; of the
 * other properties the later value wins.
 *
 * An interaction does not change once it is known, for an LRS should not "take significant changes": a sender's typing
 * error must not turn last year's right answers into wrong ones. So `interactionType` and `correctResponsesPattern` stay
 * as first received, and lists of components only grow, by ids and by translations. A definition with another
 * interactionType adds nothing to any of them.
 * @returns the stored text itself when nothing changes, so that the caller can skip the write
 */
export function mergeDefinition(stored: string | undefined, received: string): string {
  if (stored === undefined || stored === received) return received
  const known = readMembers(stored)
  const added = readMembers(received)
  const sameInteraction = isSameInteraction(known, added)
  for (const [key, value] of added) {
    const before = known.get(key)
    const merge = MERGES[key] ?? keepLater
    if (!INTERACTION.has(key) || sameInteraction) known.set(key, before === undefined ? value : merge(before, value))
  }
  const merged = writeMembers(known)
  return isSameValue(merged, stored) || merged.length > MAX_DEFINITION ? stored : merged
}

/** The Activity that the activities resource answers with. An id without a definition is an Activity too. */
export const toActivity = (id: string, definition: string | undefined): string =>
  `{"objectType":"Activity","id":${JSON.stringify(id)}${definition === undefined ? '' : `,"definition":${definition}`}}`

type Merge = (before: string, after: string) => string

const keepLater: Merge = (_, after) => after
const keepFirst: Merge = (before) => before

/** Language tags have no case: the tag is spelt as first received, its text is the later one. */
const uniteLanguages: Merge = (before, after) => {
  const byTag = new Map<string, [tag: string, text: string]>()
  for (const [tag, text] of [...readMembers(before), ...readMembers(after)]) {
    const key = tag.toLowerCase()
    byTag.set(key, [byTag.get(key)?.[0] ?? tag, text])
  }
  return writeMembers(new Map(byTag.values()))
}

const uniteKeys: Merge = (before, after) => writeMembers(new Map([...readMembers(before), ...readMembers(after)]))

/** Components in their first order, new ones at the end, each with all translations of its description. */
const uniteComponents: Merge = (before, after) => {
  const components = new Map<string, Members>()
  for (const members of [...readElements(before), ...readElements(after)].map(readMembers)) {
    const id: string = JSON.parse(members.get('id') ?? '""')
    const known = components.get(id)
    const descriptions = [known?.get('description'), members.get('description')].filter((map) => map !== undefined)
    const component = known ?? members
    if (descriptions.length > 0) component.set('description', descriptions.reduce(uniteLanguages))
    components.set(id, component)
  }
  return writeElements([...components.values()].map(writeMembers))
}

const INTERACTION = new Set<string>(['interactionType', 'correctResponsesPattern', ...COMPONENT_LISTS])
const MERGES: { [key: string]: Merge } = {
  name: uniteLanguages,
  description: uniteLanguages,
  extensions: uniteKeys,
  interactionType: keepFirst,
  correctResponsesPattern: keepFirst,
  ...Object.fromEntries(COMPONENT_LISTS.map((key) => [key, uniteComponents])),
}

function isSameInteraction(known: Members, added: Members): boolean {
  const [before, after] = [known.get('interactionType'), added.get('interactionType')]
  return before === undefined || after === undefined || JSON.parse(before) === JSON.parse(after)
}

/** Whatever the spelling: senders that escape differently must not make the store write the same back and forth. */
const isSameValue = (a: string, b: string) => valueText(a) === valueText(b)

/** The definitions of the Activities `wanted`, and perhaps of others. */
function definitionsOf(
  statement: Statement,
  text: string,
  wanted: ReadonlySet<string>,
): [id: string, definition: string][] {
  const activities: Activity[] = []
  eachActivity(statement, (activity) => {
    if (activity.definition && wanted.has(activity.id)) activities.push(activity)
  })
  // The value is at hand, but the numbers in extensions may have a spelling that only the text keeps.
  if (activities.some(({ definition }) => definition?.extensions)) return readDefinitions(text)
  return activities.map(({ id, definition }) => [id, JSON.stringify(definition)])
}

function eachActivity({ object, context }: StatementCore, visit: (activity: Activity) => void): void {
  if (isSubStatement(object)) eachActivity(object, visit)
  else if (object.objectType === undefined || object.objectType === 'Activity') visit(object)
  const lists = context?.contextActivities
  if (lists === undefined) return
  for (const key of CONTEXT_ACTIVITIES) {
    const list = lists[key] ?? []
    if (Array.isArray(list)) list.forEach(visit)
    else visit(list)
  }
}

function readDefinitions(statement: string): [id: string, definition: string][] {
  const definitions: [string, string][] = []
  const unchanged = (text: string) => text
  const activity = (text: string) => {
    const members = readMembers(text)
    const definition = members.get('definition')
    if (definition !== undefined) definitions.push([JSON.parse(members.get('id') ?? '""'), definition])
    return text
  }
  mapStatement(statement, { actor: unchanged, verb: unchanged, activity })
  return definitions
}
