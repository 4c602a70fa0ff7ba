/** Every state of a room is in its address: written and read again it is the same, and what is no state of it is dropped. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readSearch as activity } from '../../console/rooms/activity/search.ts'
import { readSearch as audit } from '../../console/rooms/audit/search.ts'
import { readSearch as dashboards } from '../../console/rooms/dashboards/search.ts'
import { readSearch as explorer } from '../../console/rooms/explorer/search.ts'
import { readSearch as find } from '../../console/rooms/find/search.ts'
import { readSearch as learner } from '../../console/rooms/learner/search.ts'
import { readSearch as people } from '../../console/rooms/people/search.ts'
import { readSearch as query } from '../../console/rooms/query/search.ts'
import { readSearch as senders } from '../../console/rooms/senders/search.ts'
import { readSearch as start } from '../../console/rooms/start/search.ts'
import { readSearch as tenants } from '../../console/rooms/tenants/search.ts'
import { parseSearch, type RawSearch, stringifySearch } from '../../console/shell/search.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1 })
const iri = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), text)
const flag = fc.constant(true as const)
const day = fc
  .date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const states = {
  activity: [
    activity,
    fc.record(
      {
        ...{ activity: iri, name: text, all: flag },
        view: fc.constantFrom('results', 'parts', 'items'),
        outcome: fc.constantFrom('failed', 'passed', 'completed'),
        within: fc.constantFrom('7', 'last-week', '30', '90', '365'),
        from: day,
        to: day,
        by: fc.constant('stored'),
      },
      { requiredKeys: [] },
    ),
  ],
  dashboards: [
    dashboards,
    fc.record(
      {
        days: fc.constantFrom('7', 'last-week', '30', '90', '365'),
        from: day,
        to: day,
        course: iri,
        period: fc.constantFrom('day', 'week', 'month'),
        all: flag,
      },
      { requiredKeys: [] },
    ),
  ],
  learner: [
    learner,
    fc.record(
      {
        ...{ agent: text, name: text, all: flag },
        view: fc.constantFrom('timeline', 'courses'),
        registration: fc.oneof(fc.uuid(), iri),
      },
      { requiredKeys: [] },
    ),
  ],
  find: [find, fc.record({ text, allPeople: flag, allActivities: flag }, { requiredKeys: [] })],
  audit: [
    audit,
    fc.record(
      {
        show: fc.constantFrom('trail', 'evidence', 'verify', 'cases', 'holds', 'rules'),
        period: fc.constantFrom('hour', 'week', 'month'),
        ...{ from: text, to: text, who: text, act: text, about: text, rule: text },
        of: fc.constant('deployment' as const),
        ...{ entry: fc.uuid(), case: fc.uuid() },
        source: fc.constant('audit' as const),
        make: fc.constantFrom('erasure', 'retention', 'hold', 'rule'),
      },
      { requiredKeys: ['show'] },
    ),
  ],
  'audit, where proofs are': [
    audit,
    fc.record(
      { name: text, person: text, words: text, statement: fc.uuid(), allYears: flag, all: flag, case: fc.uuid() },
      { requiredKeys: [] },
    ),
  ],
  query: [
    query,
    fc.record(
      {
        ...{ question: text, measure: text },
        given: fc.array(text, { minLength: 1, maxLength: 4 }),
        asked: flag,
        as: fc.constant('table' as const),
      },
      { requiredKeys: [] },
    ),
  ],
  explorer: [
    explorer,
    fc.record(
      {
        agent: fc.oneof(
          fc.emailAddress().map((one) => JSON.stringify({ mbox: `mailto:${one}` })),
          text,
        ),
        verb: iri,
        activity: iri,
        registration: fc.uuid(),
        related: flag,
        since: text,
        until: text,
        credential: text,
        voided: flag,
        ascending: flag,
        live: flag,
        statement: fc.uuid(),
        view: fc.constantFrom('tree', 'raw', 'chain', 'origin'),
      },
      { requiredKeys: [] },
    ),
  ],
  start: [
    start,
    fc.record(
      { with: fc.constantFrom('curl', 'python', 'tincan', 'cmi5', 'moodle', 'storyline') },
      { requiredKeys: [] },
    ),
  ],
  senders: [
    senders,
    fc.record(
      {
        view: fc.constant('launches' as const),
        find: text,
        show: fc.constantFrom('refused', 'unused', 'ending'),
        credential: text,
        act: fc.constantFrom('change', 'rotate', 'revoke'),
        new: flag,
      },
      { requiredKeys: [] },
    ),
  ],
  people: [
    people,
    fc.record(
      {
        view: fc.constantFrom('usage', 'settings'),
        days: fc.constantFrom('7', '30', '90', '365'),
        member: text,
        remove: flag,
        new: flag,
        act: fc.constantFrom('change', 'suspend', 'hold', 'release', 'delete', 'quotas'),
      },
      { requiredKeys: [] },
    ),
  ],
  tenants: [
    tenants,
    fc.record(
      { find: text, show: fc.constantFrom('suspended', 'held', 'leaving'), cost: flag, new: flag },
      { requiredKeys: [] },
    ),
  ],
} as const

describe.each(Object.entries(states))('the address of the %s', (_, [read, state]) => {
  it('holds each of its states', () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(read(parseSearch(stringifySearch(one)))).toEqual(one)
      }),
    )
  })

  it('is read without fault, whatever somebody writes into it', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text))), (raw: RawSearch) => {
        const once = read(parseSearch(stringifySearch(raw)))
        expect(read(parseSearch(stringifySearch(once)))).toEqual(once)
      }),
    )
  })
})
