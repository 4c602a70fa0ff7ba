/** Calls the admin API: the types are those of its document, and each request is noted for whoever wants it as curl. */
import { type Operations, PLACES } from './admin-api.ts'
import { ApiFailure, type SentRequest } from './failure.ts'
import { noteRequest } from './request-log.ts'

export type OperationName = keyof Operations
type Given<Name extends OperationName> = Operations[Name]

/** What is left out needs not be given: parameters of the path where there are none, a body where none is taken. */
export type CallOptions<Name extends OperationName> = {
  parameters?: Given<Name>['parameters']
  query?: Given<Name>['query']
  body?: Given<Name>['body']
  /** The ETag of the state that is changed, or `*`. */
  ifMatch?: string
  /** `*`: only where there is nothing yet. */
  ifNoneMatch?: '*'
  /** Whether a POST that is sent again is done once: the same key for the same act. */
  idempotencyKey?: string
  signal?: AbortSignal
}

export type Answered<Name extends OperationName> = {
  value: Given<Name>['answer']
  /** As it was sent: statements keep every digit. */
  text: string
  headers: Headers
}

export type Client = {
  call<Name extends OperationName>(name: Name, options?: CallOptions<Name>): Promise<Given<Name>['answer']>
  /** With the text and the headers of the answer. */
  ask<Name extends OperationName>(name: Name, options?: CallOptions<Name>): Promise<Answered<Name>>
  /** What a call would send. */
  requestOf<Name extends OperationName>(name: Name, options?: CallOptions<Name>): SentRequest
}

export function createClient(api: string, accessToken: () => Promise<string>): Client {
  const requestOf: Client['requestOf'] = (name, { parameters, query, body } = {}) => {
    const [method, path] = PLACES[name]
    const url = new URL(`${api}${fill(path, parameters ?? {})}`)
    for (const [key, value] of Object.entries(query ?? {}))
      if (value !== undefined && value !== '') url.searchParams.set(key, String(value))
    return { method, url: url.href, ...(body !== undefined && { body: JSON.stringify(body) }) }
  }

  const ask: Client['ask'] = async (name, options = {}) => {
    const request = requestOf(name, options)
    const began = performance.now()
    const response = await send(request, await accessToken(), options)
    const text = await response.text().catch(() => '')
    noteRequest({ ...request, name, status: response.status, ms: Math.round(performance.now() - began) })
    const requestId = response.headers.get('apigw-requestid') ?? undefined
    if (!response.ok) throw new ApiFailure(request, response.status, problemIn(text), requestId)
    return { value: text === '' ? undefined : JSON.parse(text), text, headers: response.headers }
  }

  return { ask, requestOf, call: async (name, options) => (await ask(name, options)).value }
}

type Heads = { ifMatch?: string; ifNoneMatch?: string; idempotencyKey?: string; signal?: AbortSignal }

async function send(request: SentRequest, token: string, { ifMatch, ifNoneMatch, idempotencyKey, signal }: Heads) {
  const { method, url, body } = request
  const headers = new Headers({ Authorization: `Bearer ${token}` })
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch)
  if (ifNoneMatch !== undefined) headers.set('If-None-Match', ifNoneMatch)
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey)
  try {
    return await fetch(url, { method, headers, ...(body !== undefined && { body }), ...(signal && { signal }) })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    noteRequest({ ...request, name: method, status: 0, ms: 0 })
    throw new ApiFailure(request, 0, { title: 'No answer', detail: 'The API did not answer: is it reachable?' })
  }
}

/** Encoded twice, since the gateway decodes once: a subject may have `/`, `?` and `%`. */
const fill = (path: string, parameters: { [name: string]: unknown }) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(encodeURIComponent(String(parameters[name]))))

/** What is no problem of the API (a page of a proxy) is told by its status alone. */
function problemIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
