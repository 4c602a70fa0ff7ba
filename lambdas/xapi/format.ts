/**
 * The formats of GET statements (1.0.3 Communication 2.1.3; 2.0 4.1.6.1). From the text of a stored statement to the text
 * to answer with: whatever a format does not name comes out as it is stored, number for number. `exact` is the text itself.
 */

import { isArrayText, type Members, mapElements, mapMembers, readMembers, writeMembers } from '../json/members.ts'
import { chooseLanguage, type LanguageRange } from './language.ts'
import { COMPONENT_LISTS, CONTEXT_ACTIVITIES, IFIS } from './statement.ts'

type Edit = (text: string) => string

/** What becomes of the things a statement is made of, wherever in it they stand. */
export type Reduction = { actor: Edit; verb: Edit; activity: Edit }

/** `format=ids`: only what identifies each Agent, Group, Verb and Activity. */
export const toIds: Edit = (statement) =>
  mapStatement(statement, {
    actor: identifyActor,
    verb: (verb) => keep(verb, ['id']),
    activity: (activity) => keep(activity, ['id']),
  })

/**
 * `format=canonical`: Activities with the definition the LRS has merged, each language map with the one best entry.
 * @param definitionOf the text of the canonical definition of an Activity id, where the store has one
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

/** Edits a statement's Agents, Groups, Verbs and Activities; those of its SubStatement too. */
export function mapStatement(statement: string, reduction: Reduction): string {
  const { actor, verb, activity } = reduction
  const activities: Edit = (list) => (isArrayText(list) ? mapElements(list, activity) : activity(list))
  const context: Edit = (text) =>
    mapMembers(text, {
      instructor: actor,
      team: actor,
      contextActivities: (lists) => mapMembers(lists, all(CONTEXT_ACTIVITIES, activities)),
      contextAgents: (list) => mapElements(list, (element) => mapMembers(element, { agent: actor })),
      contextGroups: (list) => mapElements(list, (element) => mapMembers(element, { group: actor })),
    })
  const object: Edit = (text) => {
    const type = JSON.parse(readMembers(text).get('objectType') ?? '"Activity"')
    if (type === 'SubStatement') return mapStatement(text, reduction)
    if (type === 'Agent' || type === 'Group') return actor(text)
    return type === 'Activity' ? activity(text) : text
  }
  return mapMembers(statement, { actor, verb, object, context, authority: actor })
}

/** Agent or Group by its IFI; a Group without one is who its members are. */
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
  return mapMembers(definition, { name: one, description: one, ...all(COMPONENT_LISTS, components) })
}

/** An empty map stays empty. */
function oneLanguage(map: string, languages: readonly LanguageRange[]): string {
  const entries: Members = readMembers(map)
  const tag = chooseLanguage([...entries.keys()], languages)
  return tag === undefined ? map : writeMembers(new Map([[tag, entries.get(tag) ?? '""']]))
}

const all = (keys: readonly string[], edit: Edit) => Object.fromEntries(keys.map((key) => [key, edit]))
