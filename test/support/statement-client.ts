/** A client of statements of any size, at the endpoint in this process: it sends multipart, and follows `more` to its end. */
import { createHash, randomUUID } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect } from '@jest/globals'
import { parseMultipart } from '../../lambdas/http/protocol/multipart.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { type Answer, clientOf, JSON_TYPE, type Query, type Service } from './in-process-endpoint.ts'
import type { JsonObject } from './statements.ts'
import { toNewStatements } from './stores.ts'

/** What a statement may have with the data of its attachments. */
export const MOST_STATEMENT_BYTES = 4_400_000
const FORMATS = ['exact', 'ids', 'canonical']
/** All that a GET may ask of the same statements. */
export const READS = FORMATS.flatMap((format) => [{ format }, { format, attachments: 'true' }])
export const GZIP = { 'accept-encoding': 'gzip' }

type Headers = { [name: string]: string }
export type StatementResult = { statements: { id: string; stored: string }[]; more: string }

/** One test's statements are found by their verb. */
export const newVerb = () => ({ id: `http://example.org/verbs/${randomUUID()}` })
export const statementOf = (verb: JsonObject, more: JsonObject = {}): JsonObject & { id: string } => ({
  id: randomUUID(),
  actor: { mbox: 'mailto:ann@example.org' },
  verb,
  object: { id: 'http://example.org/activities/one' },
  ...more,
})
export const sha2Of = (data: Buffer) => createHash('sha256').update(data).digest('hex')
export const attachmentOf = (data: Buffer, more: JsonObject = {}): JsonObject => ({
  usageType: 'http://example.org/usage',
  display: {},
  contentType: 'application/octet-stream',
  length: data.length,
  sha2: sha2Of(data),
  ...more,
})

/** The JSON of an answer, and the hashes of the data that came with it, each as its header says. */
export function contentOf({ headers, body: sent }: Answer): { json: string; data: string[] } {
  const body = headers['Content-Encoding'] === 'gzip' ? gunzipSync(sent) : sent
  const boundary = /boundary=(.*)/.exec(headers['Content-Type'] ?? '')?.[1]
  if (boundary === undefined) return { json: body.toString(), data: [] }
  const [first, ...parts] = parseMultipart(body, boundary)
  const data = parts.map((part) => {
    const sha2 = part.headers.get('x-experience-api-hash') ?? ''
    expect(sha2Of(part.body)).toBe(sha2)
    return sha2
  })
  return { json: first?.body.toString() ?? '', data }
}

export function statementClient(service: Service) {
  const send = clientOf(service, '2.0.0')
  /** @param json of the statements, as text: their escapes are part of what is tested */
  function post(json: string, data: Buffer[] = []) {
    const parts = data.map((octets) => [
      Buffer.from(
        `\r\n--b\r\nContent-Type: application/octet-stream\r\nX-Experience-API-Hash: ${sha2Of(octets)}\r\n\r\n`,
      ),
      octets,
    ])
    const first = Buffer.from(`--b\r\nContent-Type: application/json\r\n\r\n${json}`)
    const body = Buffer.concat([first, ...parts.flat(), Buffer.from('\r\n--b--')])
    // Compressed, as senders must where Lambda would not take it otherwise.
    const headers = { 'content-type': 'multipart/mixed; boundary=b', 'content-encoding': 'gzip' }
    return send('POST', 'statements', {}, { headers, body: gzipSync(body, { level: 1 }) })
  }

  /** As plain JSON, which must be accepted. */
  async function postJson(statements: JsonObject | JsonObject[]) {
    const sent = { headers: JSON_TYPE, body: JSON.stringify(statements) }
    expect((await send('POST', 'statements', {}, sent)).status).toBe(200)
  }

  const get = (query: Query, headers: Headers = {}) => send('GET', 'statements', query, { headers })

  /** All pages of a query: the ids and data in their order, and what the headers say is missing. */
  async function walk(query: Query, headers: Headers = {}) {
    const walked = { ids: [] as string[], data: [] as string[], leftOut: [] as string[], withoutData: [] as string[] }
    let pages = 0
    for (let answer = await get(query, headers); ; pages++) {
      expect(answer.status).toBe(200)
      const { json, data } = contentOf(answer)
      const { statements, more } = JSON.parse(json) as StatementResult
      walked.ids.push(...statements.map(({ id }) => id))
      walked.data.push(...data)
      if (answer.headers['X-Cairn-Left-Out']) walked.leftOut.push(answer.headers['X-Cairn-Left-Out'])
      if (answer.headers['X-Cairn-Without-Data']) walked.withoutData.push(answer.headers['X-Cairn-Without-Data'])
      if (more === '') return { ...walked, pages: pages + 1 }
      answer = await get({ more: new URL(more, 'http://x').searchParams.get('more') ?? '' }, headers)
    }
  }

  /** Stored as versions did that refused less. */
  const storeDirectly = (statements: JsonObject[], data: Buffer[] = []) =>
    service.store.add(tenantId('one'), toNewStatements(statements), {
      version: '2.0.0',
      attachments: data.map((bytes) => ({ sha2: sha2Of(bytes), contentType: 'a/b', bytes })),
    })

  return { post, postJson, get, walk, storeDirectly }
}
