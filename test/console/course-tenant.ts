/** A tenant with one course: a lesson, and a quiz with two questions that three people took. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bed } from './bed.ts'

const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}`, display: { en: name } })
const DAY_MS = 86_400_000

export const COURSE = 'https://courses.example.com/ladders'
export const LESSON = `${COURSE}/lesson`
export const QUIZ = `${COURSE}/quiz`
export const ADA = { name: 'Ada Lovelace', mbox: 'mailto:ada@example.org' }
export const BOB = { name: 'Bob Stone', account: { homePage: 'https://hr.example.org', name: 'b-7' } }
/** What a page must show as it is, and nothing more. */
export const EVE = { name: '<img src=x onerror=document.title=1>', mbox: 'mailto:eve@example.org' }
export const ADAS_REGISTRATION = randomUUID()

const daysAgo = (days: number, minutes = 0) => new Date(Date.now() - days * DAY_MS + minutes * 60_000).toISOString()
const inCourse = { contextActivities: { parent: [{ id: COURSE }], grouping: [{ id: COURSE }] } }
const inQuiz = { contextActivities: { parent: [{ id: QUIZ }], grouping: [{ id: COURSE }] } }
const lesson = { id: LESSON, definition: { name: { en: 'Three points of contact' } } }
const otherCourse = { id: `${COURSE}-2`, definition: { name: { en: 'Ladders, again' } } }
const quiz = { id: QUIZ, definition: { name: { en: 'Quiz: ladders' } } }
const question = (n: number) => ({
  id: `${QUIZ}/q${n}`,
  definition: {
    name: { en: n === 1 ? 'How steep may it stand?' : 'Who may hold it?' },
    interactionType: 'choice',
    type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  },
})

type Person = typeof ADA | typeof BOB
const said = (actor: Person, name: string, object: object, more: { timestamp: string; [name: string]: unknown }) => ({
  ...{ id: randomUUID(), actor, verb: verb(name), object, context: inCourse },
  ...more,
})
const result = (scaled: number, success: boolean, duration: string) => ({
  result: { score: { scaled }, success, duration },
})
const answer = (actor: Person, n: number, timestamp: string, isRight: boolean) =>
  said(actor, 'answered', question(n), {
    timestamp,
    context: inQuiz,
    result: { success: isRight, response: isRight ? 'a' : 'b' },
  })

/** Ada failed three days ago and passed two days ago; Bob failed yesterday; Eve failed forty days ago. */
const statements = () => {
  const ofAda = { context: { ...inCourse, registration: ADAS_REGISTRATION } }
  return [
    said(ADA, 'completed', lesson, {
      timestamp: daysAgo(4),
      ...ofAda,
      result: { completion: true, duration: 'PT10M' },
    }),
    said(ADA, 'failed', quiz, { timestamp: daysAgo(3), ...ofAda, ...result(0.4, false, 'PT3M') }),
    said(ADA, 'passed', quiz, { timestamp: daysAgo(2), ...ofAda, ...result(0.9, true, 'PT2M') }),
    said(BOB, 'initialized', lesson, { timestamp: daysAgo(1, -30) }),
    said(BOB, 'failed', quiz, { timestamp: daysAgo(1), ...result(0.2, false, 'PT1M') }),
    said(BOB, 'exited', quiz, { timestamp: daysAgo(1, 5) }),
    said(BOB, 'satisfied', otherCourse, {
      ...{ timestamp: daysAgo(5), context: {} },
      verb: { id: 'https://w3id.org/xapi/adl/verbs/satisfied', display: { en: 'satisfied' } },
    }),
    said(EVE, 'failed', quiz, { timestamp: daysAgo(40), ...result(0.3, false, 'PT1M') }),
    ...[1, 2].flatMap((n) => [answer(ADA, n, daysAgo(2, n), true), answer(BOB, n, daysAgo(1, n), n === 2)]),
  ]
}

/** @returns its id, once the lake has what was sent */
export async function courseTenant({ running }: Bed): Promise<string> {
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(running.admin.endpoint + path, {
      method,
      headers: { Authorization: `Bearer ${running.admin.token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return response.json()
  }
  const tenant = `t${randomUUID().slice(0, 8)}`
  await ask('POST', '/tenants', { id: tenant })
  const label = 'Ladder school'
  const { key, secret } = await ask('POST', `/tenants/${tenant}/credentials`, { label, scopes: ['statements/write'] })
  const sent = statements()
  const { status } = await fetch(`${running.endpoint}/statements`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${btoa(`${key}:${secret}`)}`,
      'Content-Type': 'application/json',
      'X-Experience-API-Version': '1.0.3',
    },
    body: JSON.stringify(sent),
  })
  if (status !== 200) throw new Error(`the statements were answered with ${status}`)
  const count = async () => {
    const { run } = await ask('POST', `/tenants/${tenant}/queries/sources`, {})
    for (;;) {
      const { state, items } = await ask('GET', `/tenants/${tenant}/queries/sources/runs/${run}`)
      if (state !== 'queued' && state !== 'running') return Number(items?.[0]?.[3] ?? 0)
      await pause(200)
    }
  }
  while ((await count()) < sent.length) await pause(500)
  return tenant
}
