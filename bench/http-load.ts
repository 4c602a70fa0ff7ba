/**
 * `node bench/http-load.ts <endpoint> <key> <secret> [name]`: sends any LRS what a busy one gets. One connection fills
 * it, then ten connections read pages with each filter, put states, and send 1, 10 and 100 statements at a time; each is
 * about one activity, with a parent and a grouping. `SECONDS=5` for each case; `ONLY=POST`, a regular expression, runs
 * only the cases whose names begin with it; `RUNNER=<process id of the local runner>` adds the CPU milliseconds per
 * request of each of its processes.
 */
import { createLoadClient, type LoadRequest } from './load-client.ts'
import { cpuOf } from './process-cpu.ts'
import { createRandom } from './random.ts'

const [endpoint = '', key = '', secret = '', name = endpoint] = process.argv.slice(2)
const CONNECTIONS = 10
const SECONDS = Number(process.env.SECONDS ?? 5)
const ONLY = new RegExp(`^(${process.env.ONLY ?? ''})`)
const RUNNER = Number(process.env.RUNNER ?? 0)
/** The number of requests, of ten statements each. */
const FILL = 200
const LEARNERS = 20
const VERBS = 5
const ACTIVITIES = 20
/** A statement's activity is a part of a module, and that of a course. */
const MODULES = 5
const COURSES = 2

const { send, close } = createLoadClient({ endpoint, key, secret }, CONNECTIONS)
const random = createRandom(11)
const ids: string[] = []

type Cpu = { [name: string]: number }

const learnerOf = (number: number) => ({ mbox: `mailto:load.${number}@example.org` })
const verbOf = (number: number) => `https://load.example/verbs/${number}`
const activityOf = (text: number | string) => `https://load.example/activities/${text}`

/** @param shared whether its activities and learner are among a few, so that writers meet; else only its verb is */
function statement(shared: boolean) {
  const id = crypto.randomUUID()
  return {
    id,
    actor: { objectType: 'Agent', name: 'A learner', ...(shared ? learnerOf(random.int(LEARNERS)) : learnerOf(0)) },
    verb: { id: verbOf(random.int(VERBS)), display: { 'en-US': 'did' } },
    object: {
      objectType: 'Activity',
      id: activityOf(shared ? random.int(ACTIVITIES) : id),
      definition: { name: { 'en-US': 'An activity' }, type: 'http://adlnet.gov/expapi/activities/lesson' },
    },
    result: { score: { scaled: 0.5 }, duration: 'PT10S' },
    context: {
      platform: 'load',
      contextActivities: {
        parent: [{ id: shared ? someModule() : activityOf('module') }],
        grouping: [{ id: shared ? someCourse() : activityOf('course') }],
      },
    },
    timestamp: new Date().toISOString(),
  }
}

function post(size: number, shared: boolean) {
  return () => {
    const statements = Array.from({ length: size }, () => {
      const one = statement(shared)
      return shared ? one : { ...one, actor: { ...one.actor, mbox: `mailto:${one.id}@example.org` } }
    })
    return { method: 'POST', query: '', body: JSON.stringify(statements) }
  }
}

function put() {
  const one = statement(true)
  return { method: 'PUT', query: `statementId=${one.id}`, body: JSON.stringify(one) }
}

function putState() {
  const context = { activityId: someActivity(), agent: someAgent(), stateId: `bookmark-${random.int(10)}` }
  const body = JSON.stringify({ page: random.int(100), seen: new Date().toISOString() })
  return { method: 'PUT', resource: 'activities/state', query: `${new URLSearchParams(context)}`, body }
}

const get = (ask: () => { [name: string]: string }) => () => ({
  method: 'GET',
  query: `${new URLSearchParams(ask())}`,
})

const someAgent = () => JSON.stringify(learnerOf(random.int(LEARNERS)))
const someVerb = () => verbOf(random.int(VERBS))
const someActivity = () => activityOf(random.int(ACTIVITIES))
const someModule = () => activityOf(`module-${random.int(MODULES)}`)
const someCourse = () => activityOf(`course-${random.int(COURSES)}`)
const limit = '50'

const CASES: { name: string; size: number; make: () => LoadRequest }[] = [
  { name: 'GET by id', size: 1, make: get(() => ({ statementId: ids[random.int(ids.length)] ?? '' })) },
  { name: 'GET limit=50', size: 1, make: get(() => ({ limit })) },
  { name: 'GET agent', size: 1, make: get(() => ({ limit, agent: someAgent() })) },
  { name: 'GET verb', size: 1, make: get(() => ({ limit, verb: someVerb() })) },
  { name: 'GET activity', size: 1, make: get(() => ({ limit, activity: someActivity() })) },
  {
    name: 'GET related_activities',
    size: 1,
    make: get(() => ({ limit, activity: someModule(), related_activities: 'true' })),
  },
  {
    name: 'GET agent+verb+activity',
    size: 1,
    make: get(() => ({ limit, agent: someAgent(), verb: someVerb(), activity: someActivity() })),
  },
  { name: 'PUT state', size: 1, make: putState },
  { name: 'PUT', size: 1, make: put },
  { name: 'POST x1', size: 1, make: post(1, true) },
  { name: 'POST x10, own activities', size: 10, make: post(10, false) },
  { name: 'POST x10, shared activities', size: 10, make: post(10, true) },
  { name: 'POST x100, own activities', size: 100, make: post(100, false) },
  { name: 'POST x100, shared activities', size: 100, make: post(100, true) },
]

async function run({ size, make }: { size: number; make: () => LoadRequest }) {
  const cpuBefore = RUNNER === 0 ? {} : cpuOf(RUNNER)
  const times: number[] = []
  let failed = 0
  const started = performance.now()
  const until = started + SECONDS * 1_000
  const connection = async () => {
    while (performance.now() < until) {
      const request = make()
      const at = performance.now()
      const { status } = await send(request).catch(() => ({ status: 0 }))
      if (status === 200 || status === 204) times.push(performance.now() - at)
      else failed++
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  const seconds = (performance.now() - started) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? 0)
  const cpu = RUNNER === 0 ? {} : perRequest(cpuBefore, cpuOf(RUNNER), times.length)
  return { perSecond: Math.round((times.length * size) / seconds), p50: at(0.5), p99: at(0.99), failed, ...cpu }
}

function perRequest(before: Cpu, after: Cpu, requests: number): Cpu {
  const spent = Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / requests] as const)
  return Object.fromEntries(spent.map(([name, ms]) => [name, Number(ms.toFixed(2))]))
}

async function fill() {
  for (let request = 0; request < FILL; request++) {
    const { status, text } = await send(post(10, true)())
    if (status !== 200) throw new Error(`A request of the fill was answered with ${status}: ${text}`)
    ids.push(...(JSON.parse(text) as string[]))
  }
}

await fill()
// As many requests at once as will come later, so that everything that starts on demand has started.
for (let round = 0; round < 5; round++) {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => send(get(() => ({ limit: '1' }))())))
}
console.log(name)
const rows: { [name: string]: Awaited<ReturnType<typeof run>> } = {}
for (const one of CASES) if (ONLY.test(one.name)) rows[one.name] = await run(one)
console.table(rows)
close()
