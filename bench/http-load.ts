/**
 * `node bench/http-load.ts <endpoint> <key> <secret> [name]`: sends any LRS what a busy one gets. One connection fills
 * it, then ten connections read pages with each filter and send 1, 10 and 100 statements at a time. `SECONDS=5` for each
 * case; `ONLY=POST`, a regular expression, runs only the cases whose names begin with it; `RUNNER=<process id of the
 * local runner>` adds the CPU milliseconds per request of each of its processes.
 */
import { Agent, request } from 'node:http'
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

const base = new URL(endpoint)
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const random = createRandom(11)
const ids: string[] = []

const HEADERS = {
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
  'content-type': 'application/json',
  'x-experience-api-version': '1.0.3',
}

type Cpu = { [name: string]: number }
type Response = { status: number; text: string }

function send(method: string, query: string, body?: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const headers = { ...HEADERS, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
    const path = `${base.pathname}/statements${query === '' ? '' : `?${query}`}`
    const options = { agent, method, path, headers, hostname: base.hostname, port: base.port }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const learnerOf = (number: number) => ({ mbox: `mailto:load.${number}@example.org` })
const verbOf = (number: number) => `https://load.example/verbs/${number}`
const activityOf = (text: number | string) => `https://load.example/activities/${text}`

/** @param shared whether its activity and learner are among a few, so that writers meet; else only its verb is */
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
    context: { platform: 'load', contextActivities: { parent: [{ id: activityOf('course') }] } },
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

const get = (ask: () => { [name: string]: string }) => () => ({
  method: 'GET',
  query: new URLSearchParams(ask()).toString(),
  body: undefined,
})

const someAgent = () => JSON.stringify(learnerOf(random.int(LEARNERS)))
const someVerb = () => verbOf(random.int(VERBS))
const someActivity = () => activityOf(random.int(ACTIVITIES))
const limit = '50'

const CASES = [
  { name: 'GET by id', size: 1, make: get(() => ({ statementId: ids[random.int(ids.length)] ?? '' })) },
  { name: 'GET limit=50', size: 1, make: get(() => ({ limit })) },
  { name: 'GET agent', size: 1, make: get(() => ({ limit, agent: someAgent() })) },
  { name: 'GET verb', size: 1, make: get(() => ({ limit, verb: someVerb() })) },
  { name: 'GET activity', size: 1, make: get(() => ({ limit, activity: someActivity() })) },
  {
    name: 'GET agent+verb+activity',
    size: 1,
    make: get(() => ({ limit, agent: someAgent(), verb: someVerb(), activity: someActivity() })),
  },
  { name: 'POST x1', size: 1, make: post(1, true) },
  { name: 'POST x10, own activities', size: 10, make: post(10, false) },
  { name: 'POST x10, shared activities', size: 10, make: post(10, true) },
  { name: 'POST x100, own activities', size: 100, make: post(100, false) },
  { name: 'POST x100, shared activities', size: 100, make: post(100, true) },
]

type LoadRequest = ReturnType<(typeof CASES)[number]['make']>

async function run({ size, make }: { size: number; make: () => LoadRequest }) {
  const cpuBefore = RUNNER === 0 ? {} : cpuOf(RUNNER)
  const times: number[] = []
  let failed = 0
  const started = performance.now()
  const until = started + SECONDS * 1_000
  const connection = async () => {
    while (performance.now() < until) {
      const { method, query, body } = make()
      const at = performance.now()
      const { status } = await send(method, query, body).catch(() => ({ status: 0 }))
      if (status === 200) times.push(performance.now() - at)
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
    const { status, text } = await send('POST', '', post(10, true)().body)
    if (status !== 200) throw new Error(`A request of the fill was answered with ${status}: ${text}`)
    ids.push(...(JSON.parse(text) as string[]))
  }
}

await fill()
// As many requests at once as will come later, so that everything that starts on demand has started.
for (let round = 0; round < 5; round++) {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => send('GET', 'limit=1')))
}
console.log(name)
const rows: { [name: string]: Awaited<ReturnType<typeof run>> } = {}
for (const one of CASES) if (ONLY.test(one.name)) rows[one.name] = await run(one)
console.table(rows)
agent.destroy()
