/** Communication 2.1.3, 4.1.6.1: related_agents and related_activities, and the formats: exactly these, exactly so. */
import { expect } from '@jest/globals'
import type { Json, Lrs } from '../support/lrs.ts'
import { AGENT, newStatement, newSubStatement, type Part, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_2, type Requirement } from './requirement.ts'

type Row = Omit<Requirement, 'resource'>
type Places = { [place: string]: (value: Json) => Part }

const ACTIVITY_PLACES: Places = {
  'context.parent': (activity) => ({ context: { contextActivities: { parent: activity } } }),
  'context.grouping': (activity) => ({ context: { contextActivities: { grouping: [activity] } } }),
  'context.category': (activity) => ({ context: { contextActivities: { category: [activity] } } }),
  'context.other': (activity) => ({ context: { contextActivities: { other: [activity] } } }),
  'a SubStatement': (activity) => ({ object: newSubStatement({ object: activity }) }),
  'the context of a SubStatement': (activity) => ({
    object: newSubStatement({ context: { contextActivities: { parent: [activity] } } }),
  }),
}

const group = (agent: Json) => ({ objectType: 'Group', member: [AGENT, agent] })
const AGENT_PLACES: Places = {
  'context.instructor': (agent) => ({ context: { instructor: agent } }),
  'context.team': (agent) => ({ context: { team: group(agent) } }),
  'the actor of a SubStatement': (agent) => ({ object: newSubStatement({ actor: agent }) }),
  'the object of a SubStatement': (agent) => ({ object: newSubStatement({ object: agent }) }),
  'a group in a SubStatement': (agent) => ({ object: newSubStatement({ actor: group(agent) }) }),
  'the instructor of a SubStatement': (agent) => ({ object: newSubStatement({ context: { instructor: agent } }) }),
}
const AGENT_PLACES_2: Places = {
  'context.contextAgents': (agent) => ({ context: { contextAgents: [{ objectType: 'contextAgent', agent }] } }),
  'context.contextGroups': (agent) => ({
    context: { contextGroups: [{ objectType: 'contextGroup', group: group(agent) }] },
  }),
}

const WORDS = {
  agent: { noun: 'an agent', parameter: 'related_agents' },
  activity: { noun: 'an activity', parameter: 'related_activities' },
}

const related = (
  { id, versions, what }: { id: string; versions: Row['versions']; what: 'agent' | 'activity' },
  places: Places,
): Row[] =>
  Object.entries(places).map(([place, partOf]) => ({
    id,
    versions,
    title: `finds ${WORDS[what].noun} in ${place} with ${WORDS[what].parameter}, and not without`,
    check: async (lrs: Lrs) => {
      const { agent, activity } = uniqueParts()
      const other = uniqueParts()
      const own = newStatement(what === 'agent' ? { actor: agent } : { object: activity })
      const statement = other.statement(partOf(what === 'agent' ? agent : activity))
      await lrs.post([own, statement, other.statement()])
      const query = what === 'agent' ? { agent } : { activity: activity.id }
      expect(await lrs.find(query)).toEqual([own.id])
      expect(await lrs.find({ ...query, [WORDS[what].parameter]: false })).toEqual([own.id])
      expect(await lrs.find({ ...query, [WORDS[what].parameter]: true })).toEqual([statement.id, own.id])
      expect(await lrs.find({ ...query, [WORDS[what].parameter]: true, limit: 1 })).toEqual([statement.id, own.id])
    },
  }))

const WIDE = { en: 'one', 'de-CH': 'eins', fr: 'un' }

async function oneAs(lrs: Lrs, id: string, format: string, language?: string): Promise<unknown> {
  const headers = language === undefined ? {} : { 'Accept-Language': language }
  return (await lrs.call('GET', 'statements', { query: { statementId: id, format }, headers })).body
}

const FORMATS: Row[] = [
  {
    id: 'XAPI-00168',
    versions: BOTH,
    title: 'returns identifiers alone with format=ids, in contexts and SubStatements too, and leaves the rest as it is',
    check: async (lrs) => {
      const { agent, activity, verb } = uniqueParts()
      const named = { ...agent, name: 'somebody' }
      const rich = { ...activity, definition: { name: WIDE } }
      const spoken = { ...verb, display: WIDE }
      const team = { objectType: 'Group', name: 'us', member: [named] }
      const context = { instructor: named, team, contextActivities: { parent: [rich] }, language: 'de' }
      const result = { success: true, extensions: { 'https://example.com/x': null } }
      const object = newSubStatement({ actor: named, verb: spoken, object: rich, context, result })
      const statement = newStatement({ actor: team, verb: spoken, object, context, result })
      expectStatus(await lrs.post(statement), 200)
      const [who, what] = [agent, { id: activity.id }]
      const group = { objectType: 'Group', member: [who] }
      const inner = { instructor: who, team: group, contextActivities: { parent: [what] }, language: 'de' }
      const { stored, timestamp, authority, version, ...got } = (await oneAs(lrs, statement.id, 'ids')) as Part
      expect([stored, timestamp, authority, version].includes(undefined)).toBe(false)
      expect(got).toEqual({
        id: statement.id,
        actor: group,
        verb: { id: verb.id },
        object: { objectType: 'SubStatement', actor: who, verb: { id: verb.id }, object: what, context: inner, result },
        context: inner,
        result,
      })
    },
  },
  {
    id: 'XAPI-00169',
    versions: BOTH,
    title: 'returns every language that was sent with format=exact, whatever language is accepted',
    check: async (lrs) => {
      const { statement, activity, verb } = uniqueParts()
      const one = statement({ verb: { ...verb, display: WIDE }, object: { ...activity, definition: { name: WIDE } } })
      await lrs.post(one)
      expect(await oneAs(lrs, one.id, 'exact', 'fr')).toMatchObject(one)
    },
  },
  ...[
    ['fr', 'fr'],
    ['de', 'de-CH'],
    ['es, fr;q=0.5, en;q=0.9', 'en'],
    ['*;q=0.1, de-CH', 'de-CH'],
  ].map(([accepted = '', tag = '']) => ({
    id: 'XAPI-00170',
    versions: BOTH,
    title: `returns the merged definition in one language with format=canonical: ${accepted} is ${tag}`,
    check: async (lrs: Lrs) => {
      const { statement, activity, verb } = uniqueParts()
      const text = (WIDE as Part)[tag]
      const one = statement({ verb: { ...verb, display: WIDE } })
      await lrs.post([
        one,
        statement({ object: { ...activity, definition: { name: WIDE, type: 'https://example.com/t' } } }),
      ])
      expect(await oneAs(lrs, one.id, 'canonical', accepted)).toMatchObject({
        verb: { id: verb.id, display: { [tag]: text } },
        object: { id: activity.id, definition: { name: { [tag]: text }, type: 'https://example.com/t' } },
      })
    },
  })),
]

export const RELATED: Requirement[] = [
  ...related({ id: 'XAPI-00165', versions: BOTH, what: 'activity' }, ACTIVITY_PLACES),
  ...related({ id: 'XAPI-00167', versions: BOTH, what: 'agent' }, AGENT_PLACES),
  ...related({ id: '4.1.6.1', versions: ONLY_2, what: 'agent' }, AGENT_PLACES_2),
  ...FORMATS,
].map((row) => ({ ...row, resource: 'statements GET' }))
