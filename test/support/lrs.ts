import type { Tenant } from '../support/running.ts'
import { basic } from '../support/running.ts'

export type Version = '1.0.3' | '2.0.0'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

export type Answer = {
  status: number
  headers: Headers
  bytes: Buffer
  /** The bytes as UTF-8. */
  text: string
  /** The parsed body; `undefined` when it is no JSON. */
  body: unknown
}

export type Call = {
  query?: { [name: string]: unknown } | string
  headers?: { [name: string]: string | undefined }
  /** Text and bytes go as they are, anything else as JSON. */
  body?: unknown
}

/** One tenant of a running LRS, spoken to in one version by plain `fetch`: nothing is checked, retried or corrected on the way. */
export type Lrs = {
  version: Version
  /** Another tenant of the same LRS, in the same version. */
  stranger: Lrs | undefined
  call: (method: string, resource: string, call?: Call) => Promise<Answer>
  /** Posts to `statements`. */
  post: (statements: unknown) => Promise<Answer>
  /** The statement of this id, or the status when there is none. */
  statement: (id: string) => Promise<unknown>
  /** The ids of a query's statements, in the order of the answer, to the end of `more`. */
  find: (query: { [name: string]: unknown }) => Promise<string[]>
}

export function lrsOf(endpoint: string, tenant: Tenant, version: Version, stranger?: Tenant): Lrs {
  const call = async (
    method: string,
    resource: string,
    { query = '', headers = {}, body }: Call = {},
  ): Promise<Answer> => {
    const standard = { Authorization: basic(tenant), 'X-Experience-API-Version': version, ...typeOf(body) }
    const given = Object.entries({ ...standard, ...headers }).filter(
      (each): each is [string, string] => each[1] !== undefined,
    )
    const response = await fetch(`${urlOf(endpoint, resource)}${queryOf(query)}`, {
      method,
      headers: given,
      redirect: 'manual',
      ...(body !== undefined && { body: bodyOf(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    return { status: response.status, headers: response.headers, bytes, text, body: parsed(text) }
  }
  return {
    version,
    stranger: stranger && lrsOf(endpoint, stranger, version),
    call,
    post: (statements) => call('POST', 'statements', { body: statements }),
    statement: async (id) => {
      const answer = await call('GET', 'statements', { query: { statementId: id } })
      return answer.status === 200 ? answer.body : answer.status
    },
    find: async (query) => {
      const ids: string[] = []
      for (let page = await call('GET', 'statements', { query }); ; ) {
        const { statements, more } = page.body as { statements: { id: string }[]; more: string }
        ids.push(...statements.map(({ id }) => id))
        if (!more) return ids
        // An ascending page waits for what may still be committed before it: its `more` is asked again.
        if (statements.length === 0) await new Promise((resolve) => setTimeout(resolve, 100))
        page = await call('GET', more)
      }
    },
  }
}

/** `more` is relative to the host, every other name to the endpoint. */
function urlOf(endpoint: string, resource: string): string {
  return resource.startsWith('/') ? new URL(resource, endpoint).href : `${endpoint}/${resource}`
}

function queryOf(query: { [name: string]: unknown } | string): string {
  if (typeof query === 'string') return query
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(textOf(value))}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  body instanceof Uint8Array ? new Uint8Array(body) : textOf(body)

const typeOf = (body: unknown) => (body === undefined ? {} : { 'Content-Type': 'application/json' })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
