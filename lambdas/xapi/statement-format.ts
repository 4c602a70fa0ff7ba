/**
 * The formats of GET statements (1.0.3 Communication 2.1.3; 2.0 4.1.6.1): from the text of a stored statement to the text
 * of the answer. What a format does not change comes out as it was stored, digit for digit; `exact` changes nothing.
 */
import { isArrayText, type Members, mapElements, mapMembers, readMembers, writeMembers } from '../json/members.ts'
import { chooseLanguage, type LanguageRange } from './language.ts'
import { COMPONENT_LISTS, CONTEXT_ACTIVITIES, IFIS } from './statement.ts'

type Edit = (text: string) => string

/** How to edit the parts of a statement, wherever in it they stand. */
export type StatementEdits = { actor: Edit; verb: Edit; activity: Edit }

/** `format=ids`: only what identifies each Agent, Group, Verb and Activity. */
export const toIds: Edit = (statement) =>
  mapStatement(statement, {
    actor: identifyActor,
    verb: (verb) => keep(verb, ['id']),
    activity: (activity) => keep(activity, ['id']),
  })

/**
 * `format=canonical`: Activities with the definition that the LRS has merged, language maps with their best entry only.
 * @param definitionOf gives the text of an Activity's merged definition, if the store has one
 */
export function toCanonical(
  statement: string,
  languages: readonly LanguageRange[],
  definitionOf: (activityId: string) => string | undefined,
): string {
  const one: Edit = (map) => oneLanguage(map, languages)
  return mapStatement(statement, {
    actor: (actor) => actor,
    verb: (verb) => mapMembers(verb, { display: one }),
    activity: (activity) => {
      const members = readMembers(activity)
      const definition = definitionOf(JSON.parse(members.get('id') ?? '""')) ?? members.get('definition')
      if (definition !== undefined) members.set('definition', translate(definition, one))
      return writeMembers(members)
    },
  })
}

/** A definition with the best entry of its language maps only; done twice, it is the same. */
export const translateDefinition = (definition: string, languages: readonly LanguageRange[]): string =>
  translate(definition, (map) => oneLanguage(map, languages))

/** Edits the Agents, Groups, Verbs and Activities of a statement and of its SubStatement. */
export function mapStatement(statement: string, edits: StatementEdits): string {
  const { actor, verb, activity } = edits
  const activities: Edit = (list) => (isArrayText(list) ? mapElements(list, activity) : activity(list))
  const context: Edit = (text) =>
    mapMembers(text, {
      instructor: actor,
      team: actor,
      contextActivities: (lists) => mapMembers(lists, forAll(CONTEXT_ACTIVITIES, activities)),
      contextAgents: (list) => mapElements(list, (element) => mapMembers(element, { agent: actor })),
      contextGroups: (list) => mapElements(list, (element) => mapMembers(element, { group: actor })),
    })
  const object: Edit = (text) => {
    const type = JSON.parse(readMembers(text).get('objectType') ?? '"Activity"')
    if (type === 'SubStatement') return mapStatement(text, edits)
    if (type === 'Agent' || type === 'Group') return actor(text)
    return type === 'Activity' ? activity(text) : text
  }
  return mapMembers(statement, { actor, verb, object, context, authority: actor })
}

/** An Agent or Group with nothing but its IFI. A Group without one is identified by its members. */
function identifyActor(actor: string): string {
  const members = readMembers(actor)
  if (IFIS.some((ifi) => members.has(ifi))) return keep(actor, ['objectType', ...IFIS])
  return mapMembers(keep(actor, ['objectType', 'member']), { member: (list) => mapElements(list, identifyActor) })
}

function keep(object: string, keys: readonly string[]): string {
  return writeMembers(new Map([...readMembers(object)].filter(([key]) => keys.includes(key))))
}

function translate(definition: string, one: Edit): string {
  const components: Edit = (list) => mapElements(list, (component) => mapMembers(component, { description: one }))
  return mapMembers(definition, { name: one, description: one, ...forAll(COMPONENT_LISTS, components) })
}

/** An empty map stays empty. */
function oneLanguage(map: string, languages: readonly LanguageRange[]): string {
  const entries: Members = readMembers(map)
  const tag = chooseLanguage([...entries.keys()], languages)
  return tag === undefined ? map : writeMembers(new Map([[tag, entries.get(tag) ?? '""']]))
}

const forAll = (keys: readonly string[], edit: Edit) => Object.fromEntries(keys.map((key) => [key, edit]))
