/** The requests whose answers are recorded: each filter alone and combined, each format, each kind of resource. */
import { activityProfile, agentProfile, state } from './history.ts'
import type { ReadRequest } from './recorded.ts'
import { activity, ann, bob, cleo, crew, dora, personOf, REGISTRATION, tutor, uuid, verb } from './statements.ts'

/** Points in time as ISO 8601: when the batch of 70 and a later statement were stored, and when the lists were raised. */
export type Instants = { batch: string; single: string; raised: string }

const VERSIONS = { demo: '1.0.3', demo2: '2.0.0' } as const
type Demo = keyof typeof VERSIONS

const authorityOf = (key: string) => ({ account: { homePage: 'https://cairn.example/credentials', name: key } })

/** Parameters that can be added to any filter. */
const variationsOf = ({ batch, single, raised }: Instants) => [
  '',
  'ascending=true',
  'limit=7',
  'limit=20&ascending=true',
  `since=${raised}`,
  `until=${raised}&limit=50`,
  `since=${batch}&until=${single}`,
  `until=${batch}&ascending=true`,
  'format=ids&limit=25',
  'format=canonical',
  'attachments=true&limit=30',
]

const agentFilter = (agent: object) => `agent=${personOf(agent)}`
const verbFilter = (name: string) => `verb=${encodeURIComponent(verb(name))}`
const activityFilter = (name: string) => `activity=${encodeURIComponent(activity(name))}`
const registrationFilter = `registration=${REGISTRATION}`
const RELATED = 'related_agents=true&related_activities=true'

const singleFilters = (demo: Demo) => [
  ...[ann, bob, cleo, dora, tutor, crew, authorityOf(`${demo}-key`), { mbox: 'mailto:nobody@example.com' }].flatMap(
    (agent) => [agentFilter(agent), `${agentFilter(agent)}&related_agents=true`],
  ),
  ...['completed', 'answered', 'voided', 'commented', 'never-used'].map(verbFilter),
  ...['course', 'quiz', 'quiz/3', 'museum', 'excursion', 'school', 'simulator', 'never-used'].flatMap((name) => [
    activityFilter(name),
    `${activityFilter(name)}&related_activities=true`,
  ]),
  `activity=${encodeURIComponent('https://w3id.org/xapi/cmi5/context/categories/cmi5')}&related_activities=true`,
  registrationFilter,
  `registration=${uuid(1)}`,
]

/** Every combination of two or more filters, half of them with related agents and activities. */
function combinedFilters(demo: Demo): string[] {
  const agents = ['', agentFilter(ann), agentFilter(bob), agentFilter(authorityOf(`${demo}-key`))]
  const verbs = ['', verbFilter('completed'), verbFilter('answered')]
  const activities = ['', activityFilter('course'), activityFilter('quiz')]
  const combinations = agents.flatMap((agent) =>
    verbs.flatMap((verb) =>
      activities.flatMap((activity) => ['', registrationFilter].map((last) => [agent, verb, activity, last])),
    ),
  )
  return combinations
    .map((filters) => filters.filter((filter) => filter !== ''))
    .filter(({ length }) => length > 1)
    .map((filters, at) => [...filters, ...(at % 2 === 0 ? [] : [RELATED])].join('&'))
}

const listPath = (...parts: string[]) =>
  ['statements', parts.filter((part) => part !== '').join('&')].filter(Boolean).join('?')

const SINGLE_IDS = [1, 2, 4, 10, 13, 14, 15, 23, 29, 51, 60, 72, 80, 90, 100, 163, 164, 169, 200, 264, 311, 999]
const ATTACHED_IDS = [70, 71, 72, 73]
const VOIDED_IDS = [40, 43, 44, 41, 1, 300]

function statementPaths(demo: Demo, instants: Instants): string[] {
  const variations = variationsOf(instants)
  return [
    ...variations.map((variation) => listPath(variation)),
    ...singleFilters(demo).map((filter) => listPath(filter)),
    ...combinedFilters(demo).map((filters, at) => listPath(filters, variations[at % variations.length] ?? '')),
    ...SINGLE_IDS.map((number) => `statements?statementId=${uuid(number)}`),
    ...VOIDED_IDS.flatMap((number) =>
      ['statementId', 'voidedStatementId'].map((name) => `statements?${name}=${uuid(number)}`),
    ),
    ...ATTACHED_IDS.map((number) => `statements?statementId=${uuid(number)}&attachments=true`),
    ...['ids', 'canonical'].flatMap((format) =>
      [1, 13, 82, 83, 100].map((number) => `statements?statementId=${uuid(number)}&format=${format}`),
    ),
  ]
}

const documentPaths = ({ raised }: Instants) => [
  ...['bookmark', 'octets', 'long', 'once-long', 'deleted', 'later'].map((id) => state(ann, `&stateId=${id}`)),
  state(ann, `&stateId=bookmark&registration=${REGISTRATION}`),
  state(bob, '&stateId=a'),
  state(cleo, '&stateId=a'),
  ...[ann, bob, cleo].map((agent) => state(agent)),
  state(ann, `&registration=${REGISTRATION}`),
  state(ann, `&since=${raised}`),
  activityProfile(),
  activityProfile(`&since=${raised}`),
  ...['settings', 'long'].map((id) => activityProfile(`&profileId=${id}`)),
  agentProfile(),
  ...['language', 'ünï code'].map((id) => agentProfile(`&profileId=${encodeURIComponent(id)}`)),
]

const resourcePaths = [
  ...['course', 'quiz/0', 'renamed', 'museum', 'never-used'].map(
    (name) => `activities?activityId=${encodeURIComponent(activity(name))}`,
  ),
  ...[ann, bob].map((agent) => `agents?agent=${personOf(agent)}`),
  'about',
]

function demoQuestions(demo: Demo, instants: Instants): ReadRequest[] {
  const paths = [...statementPaths(demo, instants), ...documentPaths(instants), ...resourcePaths]
  const asked = { login: `${demo}-key`, version: VERSIONS[demo] }
  const german = { ...asked, headers: { 'accept-language': 'de' } }
  return [
    ...paths.map((path) => ({ ...asked, path })),
    { ...german, path: `statements?format=canonical&${activityFilter('course')}&limit=10` },
    { ...german, path: `statements?format=canonical&statementId=${uuid(80)}` },
    { ...asked, method: 'HEAD', path: state(ann, '&stateId=long') },
    // The same list for a client of the other version.
    { ...asked, version: demo === 'demo' ? '2.0.0' : '1.0.3', path: listPath('limit=40') },
  ]
}

/** Credentials with all scopes, some scopes, no right to read, and one that was revoked. */
const CREDENTIALS = ['acme-lms', 'acme-app', 'acme-writer', 'acme-revoked'].flatMap((login) =>
  ['statements', `statements?agent=${personOf(authorityOf('acme-app'))}&related_agents=true`].map((path) => ({
    login,
    version: '1.0.3',
    path,
  })),
)

export const questions = (instants: Instants): ReadRequest[] => [
  ...demoQuestions('demo', instants),
  ...demoQuestions('demo2', instants),
  ...CREDENTIALS,
]

export const COMMANDS = [
  'tenants list',
  'credentials list acme',
  'credentials list demo',
  'lists show demo',
  'lists show demo2',
  'lists show acme',
  'index check --tenant demo',
  'index check --tenant demo2',
  'index check --tenant acme',
]

export const TENANTS = "tenant IN ('demo', 'demo2', 'acme')"

/** Every column of every statement, long texts as hashes; and an aggregation. */
export const QUERIES = [
  `SELECT * REPLACE (md5(raw) AS raw, md5(response) AS response) FROM statements WHERE ${TENANTS} ORDER BY tenant, sq`,
  `SELECT tenant, actor_id, verb_id, count(*) AS statements, count(success) AS outcomes, avg(score_raw) AS average FROM statements WHERE ${TENANTS} GROUP BY ALL ORDER BY ALL`,
]
