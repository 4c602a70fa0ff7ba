/** Data 2.4.5, 2.4.6 and 2.4.7, 4.2.2.4 and 4.2.2.5: result, score, context, timestamps, durations. */

import { ACTIVITY, AGENT, ANONYMOUS, GROUP, type Part } from '../../support/sent-statements.ts'
import { ONLY_1, ONLY_2 } from '../requirement.ts'
import { accepts, only, type Places, type Rule, rejects } from './rule.ts'

const UUID = 'fd41c918-b88b-4b20-a0a5-a4c32391aaa0'

const result: Places = { result: (value) => ({ result: value }) }
const score: Places = { score: (value) => ({ result: { score: value } }) }
const context: Places = { context: (value) => ({ context: value }) }

const RESULTS: Rule[] = [
  ...accepts('XAPI-00074', result, {
    empty: {},
    'success, completion, response': { success: false, completion: true, response: '' },
  }),
  ...rejects('XAPI-00074', result, {
    'success is a string': { success: 'true' },
    'success is a number': { success: 1 },
  }),
  ...rejects('XAPI-00075', result, { 'completion is a string': { completion: 'true' } }),
  ...rejects('XAPI-00076', result, {
    'response is a number': { response: 1 },
    'response is null': { response: null },
  }),
  ...rejects('XAPI-00079', result, {
    'score is a number': { score: 1 },
    'score is an array': { score: [1] },
  }),
  ...rejects('XAPI-00010', result, {
    'unknown property': { grade: 1 },
    'mis-cased key': { Success: true },
    'is a string': 'x',
  }),
]

const SCORES: Rule[] = [
  ...accepts('XAPI-00083', score, {
    'scaled at its ends': { scaled: -1 },
    'scaled 1': { scaled: 1 },
    'scaled 0.0': { scaled: 0 },
  }),
  ...rejects('XAPI-00083', score, {
    'scaled above 1': { scaled: 1.0001 },
    'scaled below -1': { scaled: -1.1 },
    'scaled is a string': { scaled: '1' },
  }),
  ...accepts('XAPI-00082', score, {
    'raw at min': { raw: 0, min: 0, max: 10 },
    'raw at max': { raw: 10, min: 0, max: 10 },
    'raw alone': { raw: -5.5 },
    'raw above a lonely min': { raw: 5, min: 0 },
  }),
  ...rejects('XAPI-00082', score, {
    'raw above max': { raw: 11, min: 0, max: 10 },
    'raw below min': { raw: -1, min: 0, max: 10 },
    'raw above a lonely max': { raw: 11, max: 10 },
    'raw below a lonely min': { raw: -1, min: 0 },
    'raw is a string': { raw: '5' },
  }),
  ...rejects('XAPI-00081', score, {
    'min equals max': { min: 5, max: 5 },
    'min above max': { min: 6, max: 5 },
    'min is a string': { min: '0' },
  }),
  ...rejects('XAPI-00080', score, { 'max is a string': { max: '10' } }),
  ...rejects('XAPI-00010', score, { 'unknown property': { percent: 1 } }),
]

const DURATIONS: Rule[] = [
  ...accepts(
    'XAPI-00124',
    { 'result.duration': (duration) => ({ result: { duration } }) },
    {
      seconds: 'PT0S',
      'all designators': 'P1Y2M3DT4H5M6.78S',
      weeks: 'P4W',
      'more than a hundredth of a second': 'P1DT12H36M0.12567S',
      'fraction on the last part': 'PT1.5H',
    },
  ),
  ...rejects(
    'XAPI-00124',
    { 'result.duration': (duration) => ({ result: { duration } }) },
    {
      'the alternative form': 'P0003-06-04T12:30:05',
      'weeks with days': 'P1W2D',
      'only P': 'P',
      'T and nothing': 'P1DT',
      'not a duration': 'ten minutes',
      empty: '',
      'a number': 90,
    },
  ),
]

const CONTEXTS: Rule[] = [
  ...accepts('XAPI-00086', context, {
    empty: {},
    'one activity for an array': { contextActivities: { parent: ACTIVITY } },
    'all four keys': {
      contextActivities: { parent: [ACTIVITY], grouping: [ACTIVITY], category: [ACTIVITY], other: [] },
    },
  }),
  ...rejects('XAPI-00086', context, { 'contextActivities is an array': { contextActivities: [ACTIVITY] } }),
  ...rejects('XAPI-00093', context, {
    'contextActivities with an unknown key': { contextActivities: { sibling: [ACTIVITY] } },
    'contextActivities with a mis-cased key': { contextActivities: { Parent: [ACTIVITY] } },
  }),
  ...rejects('XAPI-00094', context, {
    'contextActivities holds an Agent': { contextActivities: { parent: [AGENT] } },
    'contextActivities holds a string': { contextActivities: { parent: ['https://example.com/a'] } },
    'contextActivities holds no id': { contextActivities: { parent: { objectType: 'Activity' } } },
  }),
  ...accepts('XAPI-00087', context, { 'registration in upper case': { registration: UUID.toUpperCase() } }),
  ...rejects('XAPI-00087', context, {
    'registration is no UUID': { registration: 'course-1' },
    'registration is a number': { registration: 1 },
  }),
  ...accepts('XAPI-00088', context, {
    'team is an anonymous Group': { team: ANONYMOUS },
    'instructor is a Group': { instructor: GROUP },
  }),
  ...accepts('XAPI-00089', context, {
    'revision and platform, object an Activity': { revision: '3', platform: 'web' },
  }),
  ...rejects('XAPI-00089', context, {
    'revision is a number': { revision: 3 },
    'platform is a number': { platform: 3 },
  }),
  ...accepts('XAPI-00091', context, { 'language with region': { language: 'pt-BR' } }),
  ...rejects('XAPI-00013', context, {
    'language ill-formed': { language: 'a12345' },
    'language is a number': { language: 1 },
    'language is empty': { language: '' },
  }),
  ...rejects('XAPI-00010', context, {
    'unknown property': { course: 'x' },
    'mis-cased key': { Registration: UUID },
    'is a string': 'x',
  }),
  ...[AGENT, ANONYMOUS, { objectType: 'StatementRef', id: UUID }].flatMap((object) => [
    ...rejects(
      'XAPI-00084',
      { [`object ${object.objectType}`]: (value) => ({ object, context: value }) },
      {
        'with revision': { revision: '3' },
      },
    ),
    ...rejects(
      'XAPI-00085',
      { [`object ${object.objectType}`]: (value) => ({ object, context: value }) },
      {
        'with platform': { platform: 'web' },
      },
    ),
  ]),
]

const TYPE = 'https://example.com/agent-types/assessor'
const contextAgent = { objectType: 'contextAgent', agent: AGENT }
const contextGroup = { objectType: 'contextGroup', group: GROUP }

/** 4.2.2.5 only: 1.0.3 does not know them, so they are unknown properties there [D-3]. */
const PARTICIPANTS: Rule[] = [
  ...only(
    ONLY_1,
    ...rejects('4.2.2.5', context, {
      contextAgents: { contextAgents: [contextAgent] },
      contextGroups: { contextGroups: [contextGroup] },
    }),
  ),
  ...only(
    ONLY_2,
    ...accepts('4.2.2.5', context, {
      contextAgents: { contextAgents: [contextAgent, { ...contextAgent, relevantTypes: [TYPE] }] },
      contextGroups: { contextGroups: [contextGroup, { ...contextGroup, group: ANONYMOUS, relevantTypes: [TYPE] }] },
    }),
  ),
  ...only(
    ONLY_2,
    ...rejects('4.2.2.5', context, {
      'contextAgents is an object': { contextAgents: contextAgent },
      'contextAgent without objectType': { contextAgents: [{ agent: AGENT }] },
      'contextAgent of another case': { contextAgents: [{ ...contextAgent, objectType: 'ContextAgent' }] },
      'contextAgent without agent': { contextAgents: [{ objectType: 'contextAgent' }] },
      'contextAgent whose agent is a Group': { contextAgents: [{ ...contextAgent, agent: GROUP }] },
      'contextAgent with no relevantTypes': { contextAgents: [{ ...contextAgent, relevantTypes: [] }] },
      'contextAgent whose relevantTypes is no IRI': {
        contextAgents: [{ ...contextAgent, relevantTypes: ['assessor'] }],
      },
      'contextAgent with an unknown property': { contextAgents: [{ ...contextAgent, role: 'x' }] },
      'contextGroup without group': { contextGroups: [{ objectType: 'contextGroup' }] },
      'contextGroup whose group is an Agent': { contextGroups: [{ ...contextGroup, group: AGENT }] },
      'contextGroup with no relevantTypes': { contextGroups: [{ ...contextGroup, relevantTypes: [] }] },
      'contextGroup without objectType': { contextGroups: [{ group: GROUP }] },
    }),
  ),
]

const timestamp: Places = { timestamp: (value): Part => ({ timestamp: value }) }

const TIMESTAMPS: Rule[] = [
  ...accepts('XAPI-00123', timestamp, {
    UTC: '2026-11-21T09:00:00.000Z',
    'with an offset': '2026-11-21T09:00:00.123+05:30',
    'with offset +00:00': '2026-11-21T09:00:00+00:00',
    'in the future': '2099-12-31T23:59:59Z',
    'with nanoseconds': '2026-11-21T09:00:00.123456789Z',
    'a leap second': '2016-12-31T23:59:60Z',
    'before the year 1970': '1815-12-10T00:00:00Z',
  }),
  // RFC 3339 has neither; ISO 8601, which 1.0.3 takes, has both [D-15].
  ...only(
    ONLY_1,
    ...accepts('XAPI-00123', timestamp, {
      'without a zone': '2026-11-21T09:00:00',
      'basic format': '20261121T090000Z',
    }),
  ),
  ...only(
    ONLY_2,
    ...rejects('XAPI-00123', timestamp, {
      'without a zone': '2026-11-21T09:00:00',
      'basic format': '20261121T090000Z',
    }),
  ),
  ...rejects('XAPI-00123', timestamp, {
    'not a date': 'yesterday',
    'a date in words': 'Sat Nov 21 2026 09:00:00 GMT+0000',
    'with slashes': '01/011/2015',
    'offset -00:00': '2026-11-21T09:00:00-00:00',
    'offset -0000': '2026-11-21T09:00:00-0000',
    'offset -00': '2026-11-21T09:00:00-00',
    'the 13th month': '2026-13-21T09:00:00Z',
    'the 30th of February': '2026-02-30T09:00:00Z',
    'hour 24': '2026-11-21T24:00:00Z',
    empty: '',
    'a number': 1_763_715_600_000,
    null: null,
  }),
]

export const RESULTS_AND_CONTEXTS: Rule[] = [
  ...RESULTS,
  ...SCORES,
  ...DURATIONS,
  ...CONTEXTS,
  ...PARTICIPANTS,
  ...TIMESTAMPS,
]
