/** A client of one tenant of a running LRS, by plain `fetch`: nothing is checked, retried or corrected on the way. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, basic, type Tenant } from './runner.ts'

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

/** Values that are no text go as JSON; a text is the whole query, with its `?`. */
export type Query = { [name: string]: unknown } | string

export type Call = {
  query?: Query
  headers?: { [name: string]: string | undefined }
  /** Text and bytes go as they are, anything else as JSON. */
  body?: unknown
}

export type Lrs = {
  version: Version
  /** Another tenant of the same LRS, in the same version. */
  stranger: Lrs | undefined
  /** `resource` is a name below the endpoint, or a `more` link. */
  call: (method: string, resource: string, call?: Call) => Promise<Answer>
  /** Posts to `statements`. */
  post: (statements: unknown) => Promise<Answer>
  /** The statement of this id, or the status when there is none. */
  statement: (id: string) => Promise<unknown>
  /** The pages of a query, to the end of `more`. */
  pages: (query: Query) => AsyncGenerator<Answer>
  /** The ids of a query's statements, in the order of the answer. */
  find: (query: Query) => Promise<string[]>
}

type StatementResult = { statements: { id: string }[]; more: string }

export function lrsOf(
  { endpoint }: Pick<Address, 'endpoint'>,
  tenant: Tenant,
  version: Version,
  stranger?: Tenant,
): Lrs {
  const call: Lrs['call'] = async (method, resource, { query = '', headers = {}, body } = {}) => {
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
  async function* pages(query: Query) {
    for (let page = await call('GET', 'statements', { query }); ; ) {
      if (page.status !== 200) throw new Error(`a page of statements answered ${page.status}: ${page.text}`)
      yield page
      const { statements, more } = page.body as StatementResult
      if (!more) return
      // An ascending page waits for what may still be committed before it: its `more` is asked again.
      if (statements.length === 0) await pause(100)
      page = await call('GET', more)
    }
  }
  return {
    version,
    stranger: stranger && lrsOf({ endpoint }, stranger, version),
    call,
    post: (statements) => call('POST', 'statements', { body: statements }),
    statement: async (id) => {
      const answer = await call('GET', 'statements', { query: { statementId: id } })
      return answer.status === 200 ? answer.body : answer.status
    },
    pages,
    find: async (query) => {
      const ids: string[] = []
      for await (const page of pages(query)) ids.push(...idsOf(page))
      return ids
    },
  }
}

export const idsOf = ({ body }: Answer): string[] => (body as StatementResult).statements.map(({ id }) => id)

/** `more` is relative to the host, every other name to the endpoint. */
function urlOf(endpoint: string, resource: string): string {
  return resource.startsWith('/') ? new URL(resource, endpoint).href : `${endpoint}/${resource}`
}

function queryOf(query: Query): string {
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
