/**
 * What the LRS knows of an Activity: its definitions in all statements, merged (1.0.3 Communication 2.5; 2.0 4.1.6.4).
 */
import { type Members, readElements, readMembers, writeElements, writeMembers } from '../json/members.ts'
import { isEqual } from '../json/value.ts'
import {
  type Activity,
  type ActivityDefinition,
  COMPONENT_LISTS,
  CONTEXT_ACTIVITIES,
  isSubStatement,
  type Statement,
  type StatementCore,
} from './statement.ts'
import { mapStatement } from './statement-format.ts'

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
  if (idsWithNews.size === 0) return new Map()
  const received = new Map<string, string[]>()
  for (const { statement, text } of statements) {
    for (const [id, definition] of definitionsOf(statement, text, idsWithNews)) {
      if (!idsWithNews.has(id)) continue
      const before = received.get(id)
      if (before === undefined) received.set(id, [definition])
      // The same definition once more adds nothing.
      else if (before.at(-1) !== definition) before.push(definition)
    }
  }
  return new Map([...received].map(([id, definitions]) => [id, mergeInPairs(ofOneInteraction(definitions))]))
}

/**
 * Neighbours first, then what came of them: merged one after the other, the growing definition of an Activity would be read
 * once for each of the thousands that a request may have of it.
 */
function mergeInPairs(definitions: string[]): string {
  const [first = '{}', second] = definitions
  if (second === undefined) return first
  const pairs = Array.from({ length: Math.ceil(definitions.length / 2) }, (_, at) => 2 * at)
  return mergeInPairs(
    pairs.map((at) => {
      const [left, right] = [definitions[at], definitions[at + 1]]
      return right === undefined ? (left ?? '{}') : mergeDefinition(left, right)
    }),
  )
}

/** An interaction of another type than the first one adds nothing, whichever definition it would be merged with first. */
function ofOneInteraction(definitions: string[]): string[] {
  if (definitions.length === 1) return definitions
  const all = definitions.map(readMembers)
  const first = all.find((members) => members.has('interactionType'))
  if (first === undefined) return definitions
  return all.map((members, at) => {
    if (isSameInteraction(first, members)) return definitions[at] ?? '{}'
    return writeMembers(new Map([...members].filter(([key]) => !INTERACTION.has(key))))
  })
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
  return uniteDefinitions(stored, received, (key) => MERGES[key] ?? keepLater)
}

/**
 * The definition with what an earlier statement has said and nobody merged: what is missing is added, and no value that
 * is there is replaced, for it may be the later one. So it can be done late, in any order and again.
 * @returns the stored text itself when nothing is missing, so that the caller can skip the write
 */
export function completeDefinition(stored: string | undefined, earlier: string): string {
  if (stored === undefined || stored === earlier) return earlier
  return uniteDefinitions(stored, earlier, (key) => COMPLETIONS[key] ?? keepFirst)
}

/** The Activity that the activities resource answers with. An id without a definition is an Activity too. */
export const toActivity = (id: string, definition: string | undefined): string =>
  `{"objectType":"Activity","id":${JSON.stringify(id)}${definition === undefined ? '' : `,"definition":${definition}`}}`

type Merge = (before: string, after: string) => string

/** @param mergeOf how the two values of a property become one */
function uniteDefinitions(stored: string, received: string, mergeOf: (key: string) => Merge): string {
  const known = readMembers(stored)
  const added = readMembers(received)
  const sameInteraction = isSameInteraction(known, added)
  for (const [key, value] of added) {
    const before = known.get(key)
    if (INTERACTION.has(key) && !sameInteraction) continue
    known.set(key, before === undefined ? value : mergeOf(key)(before, value))
  }
  const united = writeMembers(known)
  return isSameValue(united, stored) || united.length > MAX_DEFINITION ? stored : united
}

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

/** Adds the members of which there is none by that name, and otherwise keeps the text. */
const addMissing =
  (nameOf: (key: string) => string): Merge =>
  (before, after) => {
    const members = readMembers(before)
    const names = new Set([...members.keys()].map(nameOf))
    const missing = [...readMembers(after)].filter(([key]) => !names.has(nameOf(key)))
    return missing.length === 0 ? before : writeMembers(new Map([...members, ...missing]))
  }

const addLanguages = addMissing((tag) => tag.toLowerCase())
const addKeys = addMissing((key) => key)

/** Components in their first order, new ones at the end, each with all translations of its description. */
const uniteComponents =
  (uniteDescriptions: Merge): Merge =>
  (before, after) => {
    const components = new Map<string, Members>()
    for (const members of [...readElements(before), ...readElements(after)].map(readMembers)) {
      const id: string = JSON.parse(members.get('id') ?? '""')
      const known = components.get(id)
      const descriptions = [known?.get('description'), members.get('description')].filter((map) => map !== undefined)
      const component = known ?? members
      if (descriptions.length > 0) component.set('description', descriptions.reduce(uniteDescriptions))
      components.set(id, component)
    }
    return writeElements([...components.values()].map(writeMembers))
  }

/** A list that names a component twice is left so, too, unless something is missing. */
const addComponents: Merge = (before, after) => {
  const unite = uniteComponents(addLanguages)
  const completed = unite(before, after)
  return completed === unite(before, '[]') ? before : completed
}

const INTERACTION = new Set<string>(['interactionType', 'correctResponsesPattern', ...COMPONENT_LISTS])
const MERGES: { [key: string]: Merge } = {
  name: uniteLanguages,
  description: uniteLanguages,
  extensions: uniteKeys,
  interactionType: keepFirst,
  correctResponsesPattern: keepFirst,
  ...Object.fromEntries(COMPONENT_LISTS.map((key) => [key, uniteComponents(uniteLanguages)])),
}
const COMPLETIONS: { [key: string]: Merge } = {
  name: addLanguages,
  description: addLanguages,
  extensions: addKeys,
  ...Object.fromEntries(COMPONENT_LISTS.map((key) => [key, addComponents])),
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
    const list = lists[key]
    if (list === undefined) continue
    if (!Array.isArray(list)) visit(list)
    else for (const activity of list) visit(activity)
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
