/**
 * The 13 cases that TRAX LRS measures. The learners stay the same few however large the store gets, so that each list
 * grows with the tenant: nothing is harder for a page.
 */
const LEARNERS = 25
const ACTIVITIES = 20
const COURSES = 4
const INSTRUCTORS = 4
const SESSION = 10
/** Statements in one request that fills the store: a session of each of ten learners. */
export const FILL_SIZE = 100
const ANSWERED = 'http://adlnet.gov/expapi/verbs/answered'
const VERBS = ['http://adlnet.gov/expapi/verbs/launched', ANSWERED, 'http://adlnet.gov/expapi/verbs/completed'] as const

const mboxOf = (kind: string, number: number) => `mailto:${kind}.${number}@example.org`
const activityOf = (number: number) => `https://learn.example/activities/${number}`
const courseOf = (activity: number) => `https://learn.example/courses/${activity % COURSES}`
const registrationOf = (learner: number) => `aaaaaaaa-0000-4000-8000-${String(learner).padStart(12, '0')}`

type Action = { learner: number; activity: number; verb: string }

/** About 800 bytes with what the store adds. */
const toStatement = ({ learner, activity, verb }: Action) => ({
  id: crypto.randomUUID(),
  timestamp: new Date().toISOString(),
  actor: { objectType: 'Agent', name: `Learner ${learner}`, mbox: mboxOf('learner', learner) },
  verb: { id: verb, display: { 'en-US': verb.slice(verb.lastIndexOf('/') + 1) } },
  object: {
    objectType: 'Activity',
    id: activityOf(activity),
    definition: { name: { 'en-US': `Activity ${activity}` }, type: 'http://adlnet.gov/expapi/activities/assessment' },
  },
  result: { success: activity % 2 === 0, completion: true, score: { scaled: (activity % 100) / 100 } },
  context: {
    registration: registrationOf(learner),
    platform: 'learn.example',
    instructor: { objectType: 'Agent', mbox: mboxOf('instructor', learner % INSTRUCTORS) },
    contextActivities: { parent: [{ objectType: 'Activity', id: courseOf(activity) }] },
  },
})

const toBody = (actions: Action[]) => JSON.stringify(actions.map(toStatement))

/** A learner works on one of two activities: launched, answered several times, completed. */
function session(learner: number, second: boolean): Action[] {
  const activity = (learner * 7 + (second ? 3 : 0)) % ACTIVITIES
  return Array.from({ length: SESSION }, (_, at) => {
    const verb = at === 0 ? VERBS[0] : at === SESSION - 1 ? VERBS[2] : ANSWERED
    return { learner, activity, verb }
  })
}

/** Endless requests that fill a store, learner after learner, so that every part of it is like every other. */
export function* fillBodies(): Generator<string, never> {
  for (let number = 0; ; ) {
    const sessions = Array.from({ length: FILL_SIZE / SESSION }, () => {
      const second = Math.floor(number / LEARNERS) % 2 === 1
      return session(number++ % LEARNERS, second)
    })
    yield toBody(sessions.flat())
  }
}

export type Case = { name: string; method: 'GET' | 'POST'; sizes: number; requests: { query: string; body?: string }[] }

const ROUNDS = 20
const rounds = <T>(make: (round: number) => T) => Array.from({ length: ROUNDS }, (_, round) => make(round))

/** Low variability: one learner and two activities. High: each statement has a new learner and a new activity. */
function post(name: string, size: number, variability: 'low' | 'high'): Case {
  const fresh = (at: number) => Math.floor(Math.random() * 1e9) * 1_000 + at
  const action = (round: number, at: number): Action =>
    variability === 'low'
      ? { learner: round, activity: (round * 7 + (at % 2) * 3) % ACTIVITIES, verb: VERBS[at % 3] ?? ANSWERED }
      : { learner: fresh(at), activity: fresh(at), verb: VERBS[at % 3] ?? ANSWERED }
  const body = (round: number) => toBody(Array.from({ length: size }, (_, at) => action(round, at)))
  return { name, method: 'POST', sizes: size, requests: rounds((round) => ({ query: '', body: body(round) })) }
}

export const PAGE = 50

/** Each round asks for another learner. */
function get(name: string, ask: (learner: number) => { [name: string]: string }): Case {
  const query = (round: number) => new URLSearchParams({ ...ask(round), limit: String(PAGE) }).toString()
  return { name, method: 'GET', sizes: PAGE, requests: rounds((round) => ({ query: query(round) })) }
}

const agentOf = (learner: number) => JSON.stringify({ mbox: mboxOf('learner', learner) })
const ownActivity = (learner: number) => (learner * 7) % ACTIVITIES

export const readCases = (): Case[] => [
  get('get/all', () => ({})),
  get('get/agent', (learner) => ({ agent: agentOf(learner) })),
  get('get/verb', (learner) => ({ verb: VERBS[learner % VERBS.length] ?? ANSWERED })),
  get('get/activity', (learner) => ({ activity: activityOf(ownActivity(learner)) })),
  get('get/agent+verb+activity', (learner) => ({
    agent: agentOf(learner),
    verb: ANSWERED,
    activity: activityOf(ownActivity(learner)),
  })),
  get('get/related_agents', (learner) => ({
    agent: JSON.stringify({ mbox: mboxOf('instructor', learner % INSTRUCTORS) }),
    related_agents: 'true',
  })),
  get('get/related_activities', (learner) => ({ activity: courseOf(learner), related_activities: 'true' })),
  get('get/registration', (learner) => ({ registration: registrationOf(learner) })),
]

export const writeCases = (): Case[] => [
  post('post/1', 1, 'low'),
  post('post/10-low', 10, 'low'),
  post('post/10-high', 10, 'high'),
  post('post/100-low', 100, 'low'),
  post('post/100-high', 100, 'high'),
]
