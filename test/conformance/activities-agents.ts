/** Communication 2.4 and 2.5, 4.1.6.3 and 4.1.6.4: what the LRS knows of activities and agents. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import { newStatement, newSubStatement, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

const ACTIVITIES: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00254',
    versions: BOTH,
    title: 'merges the definitions of an activity in objects, in contexts and in SubStatements of several statements',
    check: async (lrs) => {
      const { activity } = uniqueParts()
      const said = (definition: object) => ({ ...activity, definition: { ...definition } })
      await lrs.post(newStatement({ object: said({ name: { en: 'one', de: 'alt' } }) }))
      await lrs.post([
        newStatement({ context: { contextActivities: { other: [said({ name: { de: 'neu' } })] } } }),
        newStatement({ object: newSubStatement({ object: said({ type: 'https://example.com/t' }) }) }),
      ])
      const { status, body, headers } = await lrs.call('GET', 'activities', { query: { activityId: activity.id } })
      const definition = { name: { en: 'one', de: 'neu' }, type: 'https://example.com/t' }
      expect([status, body]).toEqual([200, { objectType: 'Activity', id: activity.id, definition }])
      expect(headers.get('etag')).toMatch(/^".+"$/)
    },
  },
  {
    id: 'XAPI-00250',
    versions: BOTH,
    title: 'answers an unknown activity with its id alone (200), also one that only another tenant knows',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      await lrs.post(statement({ object: { ...activity, definition: { name: { en: 'secret' } } } }))
      const { status, body } = (await lrs.stranger?.call('GET', 'activities', {
        query: { activityId: activity.id },
      })) ?? { status: 0, body: '' }
      expect([status, body]).toEqual([200, { objectType: 'Activity', id: activity.id }])
    },
  },
  {
    id: 'XAPI-00253',
    versions: BOTH,
    title: 'takes no definition from a batch that it rejects (400 or 409)',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      const object = { ...activity, definition: { name: { en: 'refused' } } }
      const known = newStatement()
      await lrs.post(known)
      expectStatus(await lrs.post([statement({ object }), newStatement({ verb: {} })]), 400)
      expectStatus(await lrs.post([statement({ object }), { ...known, result: { success: true } }]), 409)
      const { body } = await lrs.call('GET', 'activities', { query: { activityId: activity.id } })
      expect(body).toEqual({ objectType: 'Activity', id: activity.id })
    },
  },
  {
    id: 'XAPI-00251',
    versions: BOTH,
    title: 'rejects a missing, wrong, mis-cased or unknown parameter (400)',
    check: async (lrs) => {
      const activityId = 'https://example.com/a'
      for (const query of [{}, { activityId: 'a' }, { ActivityId: activityId }, { activityId, since: '2026-01-01' }])
        expectStatus(await lrs.call('GET', 'activities', { query }), 400)
    },
  },
]

const AGENTS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00249',
    versions: BOTH,
    title: 'answers every kind of identifier with a Person, known or not',
    check: async (lrs) => {
      const account = { homePage: 'https://example.com', name: randomUUID() }
      for (const identifier of [
        { mbox: 'mailto:a@example.com' },
        { mbox_sha1sum: 'a'.repeat(40) },
        { openid: 'https://a.example.com/' },
        { account },
      ]) {
        const { status, body } = await lrs.call('GET', 'agents', { query: { agent: { ...identifier, name: 'Ada' } } })
        const listed = Object.fromEntries(Object.entries(identifier).map(([name, value]) => [name, [value]]))
        expect([status, body]).toEqual([200, { objectType: 'Person', name: ['Ada'], ...listed }])
      }
    },
  },
  {
    id: 'XAPI-00236',
    versions: BOTH,
    title: 'rejects a missing agent, a Group, an Agent with two identifiers or none, and unknown parameters (400)',
    check: async (lrs) => {
      const mbox = 'mailto:a@example.com'
      const agents = [undefined, 'a', {}, { mbox, openid: 'https://a.example.com' }, { mbox, objectType: 'Group' }]
      for (const agent of agents) expectStatus(await lrs.call('GET', 'agents', { query: { agent } }), 400)
      expectStatus(await lrs.call('GET', 'agents', { query: { agent: { mbox }, foo: 1 } }), 400)
    },
  },
]

export const ACTIVITIES_AGENTS: Requirement[] = [
  ...ACTIVITIES.map((row) => ({ ...row, resource: 'activities' as const })),
  ...AGENTS.map((row) => ({ ...row, resource: 'agents' as const })),
]
