/** A tenant with a hostile text in every place that the console shows: statements, credentials, members, names, reasons. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { digestHome, type Store } from '../support/digested-home.ts'
import { tenantOf } from '../support/runner.ts'
import type { Bed } from './bed.ts'
import { HOSTILE, HOSTILE_IRIS } from './hostile-strings.ts'

export const COURSE = 'https://courses.example.com/hostile'
/** Of the statement that has all texts at once. */
export const ALL_OF_THEM = randomUUID()
export const PERSON = { mbox: 'mailto:eve@example.org' }
/** Of a tenant, a sender, a hold: it looks like something else, and leaves what isolates it. */
const REASON = '\u2069\u202E<img src=x onerror=ran()>¶'
const REGISTRATION = randomUUID()

const verb = (name: string) => `http://adlnet.gov/expapi/verbs/${name}`
const VERBS = ['failed', 'passed', 'completed', 'answered'].map(verb)

/** Everything of the standard that is a text for people is the same one. */
const statement = (text: string, at: number) => ({
  id: randomUUID(),
  timestamp: new Date(Date.now() - 60_000 * (at + 1)).toISOString(),
  actor:
    at % 5 === 4
      ? { objectType: 'Group', name: text, member: [{ name: text, ...PERSON }], ...ifi(text, at) }
      : { name: text, ...(at % 20 === 0 ? PERSON : ifi(text, at)) },
  verb: { id: VERBS[at % 4], display: { en: text } },
  object: {
    id: `${COURSE}/${at}`,
    definition: {
      name: { en: text },
      description: { en: text },
      ...(at % 4 === 3 && {
        interactionType: 'choice',
        correctResponsesPattern: [text],
        choices: [{ id: text.slice(0, 100), description: { en: text } }],
      }),
      extensions: { 'https://hostile.example/definition': text },
    },
  },
  result: {
    response: text,
    ...(at % 4 < 2 && { success: at % 4 === 1 }),
    score: { scaled: 0.5 },
    extensions: { 'https://hostile.example/result': [text, { [text]: text }] },
  },
  context: {
    ...(at % 20 === 0 && { registration: REGISTRATION }),
    platform: text,
    revision: text,
    instructor: { name: text, mbox: 'mailto:teacher@example.org' },
    contextActivities: { parent: [{ id: COURSE }], grouping: [{ id: HOSTILE_IRIS[at % HOSTILE_IRIS.length] }] },
    extensions: { 'https://hostile.example/context': text },
  },
  attachments: [
    {
      ...{ usageType: HOSTILE_IRIS[at % HOSTILE_IRIS.length], display: { en: text }, description: { en: text } },
      ...{ contentType: 'text/plain', length: 1, sha2: '0'.repeat(64), fileUrl: 'https://hostile.example/file' },
    },
  ],
})

const ifi = (text: string, at: number) => ({
  account: { homePage: HOSTILE_IRIS[at % HOSTILE_IRIS.length], name: `${at}${text}` },
})

/** The ids are the odd ones, and one extension has all texts, as names and as values. */
const oddStatements = () => [
  ...HOSTILE_IRIS.map((id) => ({ actor: PERSON, verb: { id }, object: { id } })),
  {
    ...{ id: ALL_OF_THEM, actor: PERSON, verb: { id: verb('experienced') }, object: { id: COURSE } },
    result: {
      extensions: {
        'https://hostile.example/values': HOSTILE,
        'https://hostile.example/names': Object.fromEntries(HOSTILE.map((text) => [text, 1])),
      },
    },
  },
]

type Asked = { status: number; body: { [name: string]: unknown } }
export type Send = (statements: object[], expected: number) => Promise<void>
type Ask = (method: string, path: string, body?: object, headers?: object) => Promise<Asked>

export const askOf =
  ({ running }: Bed): Ask =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(running.admin.endpoint + path, {
      method,
      headers: { Authorization: `Bearer ${running.admin.token}`, 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }

/** @returns its id, and the sender of its statements, once the lake has what was sent */
export async function hostileTenant(bed: Bed): Promise<{ tenant: string; credential: string; send: Send }> {
  const ask = askOf(bed)
  const id = `t${randomUUID().slice(0, 8)}`
  await ask('POST', '/tenants', { id, name: REASON })
  const made = await ask('POST', `/tenants/${id}/credentials`, { label: REASON, scopes: ['all'] })
  const send = sendingTo(bed, `${made.body.key}:${made.body.secret}`)
  const sent = [...HOSTILE.map(statement), ...oddStatements()]
  // Refused: what the page of senders shows.
  await send([{ [HOSTILE[1] ?? '']: 1, '\u2069\u202Egnp¶': 2 }], 400)
  for (let from = 0; from < sent.length; from += 100) await send(sent.slice(from, from + 100), 200)
  await named(ask, id)
  await counted(ask, id, sent.length)
  return { tenant: id, credential: String(made.body.key), send }
}

const sendingTo =
  (bed: Bed, credential: string): Send =>
  async (statements, expected) => {
    const { status, ...response } = await fetch(`${bed.running.endpoint}/statements`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${btoa(credential)}`,
        'Content-Type': 'application/json',
        'X-Experience-API-Version': '1.0.3',
      },
      body: JSON.stringify(statements),
    })
    if (status !== expected) throw new Error(`the statements were answered with ${status}: ${JSON.stringify(response)}`)
  }

/** Text after text as labels and as names of members. What the API refuses is no name: it says so, and nothing is shown. */
async function named(ask: Ask, id: string): Promise<void> {
  const reason = REASON
  const isNew = { 'If-None-Match': '*' }
  const acts = HOSTILE.map((text) => text.slice(0, 200)).map((text, at) => {
    if (at % 2 === 0) return ask('POST', `/tenants/${id}/credentials`, { label: text, scopes: ['statements/write'] })
    const subject = encodeURIComponent(encodeURIComponent(`${at}${text.toWellFormed()}`.slice(0, 200)))
    return ask('PUT', `/tenants/${id}/members/${subject}`, { role: 'analyst', name: text }, isNew)
  })
  acts.push(
    ask('POST', `/tenants/${id}/holds`, { reason, activity: 'javascript:ran()' }),
    ask(
      'PUT',
      `/tenants/${id}/retention-rules/hostile`,
      {
        ...{ name: reason, reason, meets: { verb: 'javascript:ran()' }, period: 'P90Y', from: 'stored' },
        mandatory: { regulation: reason },
      },
      isNew,
    ),
    ask('POST', `/tenants/${id}/cases`, {
      ...{ reason, erasure: { way: 'remove', identifiers: { agents: [PERSON], texts: [reason] } } },
    }),
  )
  const others = (await Promise.all(acts)).filter(({ status }) => status !== 201 && status !== 400)
  if (others.length > 0) throw new Error(`names were answered with ${JSON.stringify(others).slice(0, 1_000)}`)
}

/** Waits for the lake to have all of them: its rows are one for each platform. */
async function counted(ask: Ask, id: string, wanted: number): Promise<void> {
  for (let found = 0; found < wanted; await pause(500)) {
    const { run } = (await ask('POST', `/tenants/${id}/queries/sources`, {})).body
    found = 0
    for (let cursor = ''; ; ) {
      const { state, items, next } = (await ask('GET', `/tenants/${id}/queries/sources/runs/${run}?limit=200${cursor}`))
        .body
      if (state === 'queued' || state === 'running') await pause(200)
      else {
        for (const row of Array.isArray(items) ? items : []) found += Number(row[3])
        if (typeof next !== 'string') break
        cursor = `&cursor=${encodeURIComponent(next)}`
      }
    }
  }
}

/** @returns the oldest statement of `demo`, whose hour is digested and signed */
export async function provenStatement(bed: Bed): Promise<string> {
  const { key, secret } = tenantOf(bed.running, '1.0.3')
  await sendingTo(bed, `${key}:${secret}`)(
    [{ actor: PERSON, verb: { id: verb('passed') }, object: { id: COURSE } }],
    200,
  )
  await digestHome((bed.running as typeof bed.running & { store: Store }).store, 4)
  const { statements } = (await askOf(bed)('GET', '/tenants/demo/statements?limit=1&ascending=true')).body
  const [oldest] = statements as { id: string }[]
  return oldest?.id ?? ''
}
