/** A client of the admin API: its calls are the rows of the route table, and their types are the table's. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answers } from '../../../lambdas/http/admin/answers.ts'
import type { Bodies } from '../../../lambdas/http/admin/bodies.ts'
import type { AdminRoute } from '../../../lambdas/http/admin/route.ts'
import { ADMIN_ROUTES, type AdminRow } from '../../../lambdas/http/admin/routes.ts'
import { Failure } from '../failure.ts'
import type { AdminAccess } from '../sign-in/access.ts'
import { Refused } from './refused.ts'

type OperationId = AdminRow['operationId']
type Row<Id> = Extract<AdminRow, { operationId: Id }>
type NamesIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never
type BodyOf<R> = R extends { request: infer Name extends keyof Bodies } ? { body: Bodies[Name] } : object
type SchemaOf<Found> = Found extends { schema: infer Name extends keyof Answers } ? Answers[Name] : undefined
type AnswersOf<R> = R extends { answers: infer All } ? SchemaOf<All[keyof All]> : never

type Query = { [name: string]: string | number | boolean | undefined }
type Extras = { query?: Query; headers?: { [name: string]: string } }
type InPath<Id> = [NamesIn<Row<Id>['path']>] extends [never]
  ? object
  : { path: { [name in NamesIn<Row<Id>['path']>]: string } }

export type CallOf<Id extends OperationId> = Extras & BodyOf<Row<Id>> & InPath<Id>
export type AnswerOf<Id extends OperationId> = AnswersOf<Row<Id>>

export type AdminApi = {
  /** @throws Refused with the problem; Failure where nobody answers */
  call<Id extends OperationId>(id: Id, call: CallOf<Id>): Promise<AnswerOf<Id>>
}

const PATIENCE_MS = 30_000
const MOST_TRIES = 3
const PAUSE_MS = 1_000
/** Largest that the API gives. */
const PAGE = 200

type Sent = { method: string; headers: { [name: string]: string }; body?: string }
type Loose = Extras & { body?: unknown; path?: { [name: string]: string } }

export const createAdminApi = ({ endpoint, token }: AdminAccess): AdminApi => ({
  async call<Id extends OperationId>(id: Id, call: CallOf<Id>): Promise<AnswerOf<Id>> {
    const route = ADMIN_ROUTES.find(({ operationId }) => operationId === id)
    if (route === undefined) throw new Error(`The admin API has no ${id}.`)
    const given: Loose = call
    const sent = { method: route.method, headers: { ...headersOf(route, token), ...given.headers } }
    const body = given.body === undefined ? {} : { body: JSON.stringify(given.body) }
    const response = await send(addressOf(endpoint, route, given), { ...sent, ...body })
    const text = await response.text()
    if (!response.ok) throw Refused.from(response.status, text)
    // The cast: what this route answers is what its row says.
    return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<Id>
  },
})

/** A list, page after page, to its end or to `most` items. */
export async function itemsOf<Item>(
  pageAfter: (query: { limit: number; cursor?: string }) => Promise<{ items: Item[]; next?: string }>,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const all: Item[] = []
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await pageAfter({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
    all.push(...items)
    if (next === undefined || all.length >= most) return all.slice(0, most)
    cursor = next
  }
}

function addressOf(endpoint: string, { path }: AdminRoute, { path: names = {}, query = {} }: Loose): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(names[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return `${endpoint}${place}${search.size > 0 ? `?${search}` : ''}`
}

/** The gateway decodes a path once: what it must not see is encoded twice. `.` and `..` are no names in an address. */
function segmentOf(text: string): string {
  const once = encodeURIComponent(text)
  if (/^\.{1,2}$/.test(text)) return text.replaceAll('.', '%252E')
  return /[/?%]/.test(text) ? encodeURIComponent(once) : once
}

/** A command says all that it changes, whatever is there; a PUT says what it knows. */
function headersOf({ method, isTagged, request }: AdminRoute, token: string) {
  return {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    ...(request !== undefined && { 'Content-Type': 'application/json' }),
    ...(method === 'POST' && { 'Idempotency-Key': randomUUID() }),
    ...(isTagged && (method === 'PATCH' || method === 'DELETE') && { 'If-Match': '*' }),
  }
}

/** A GET, and a POST with its key, may be sent again where nobody answered. */
async function send(address: string, sent: Sent): Promise<Response> {
  const most = sent.method === 'GET' || sent.method === 'POST' ? MOST_TRIES : 1
  for (let tries = 1; ; tries++) {
    const outcome = await fetch(address, { ...sent, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      (cause: Error) => cause,
    )
    const isLost = outcome instanceof Error || outcome.status === 503
    if (isLost && tries < most) await pause(PAUSE_MS * tries)
    else if (outcome instanceof Error)
      throw new Failure(`${new URL(address).origin} does not answer.`, { cause: outcome })
    else return outcome
  }
}
