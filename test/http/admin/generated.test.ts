/**
 * Requests made from the OpenAPI document, right ones and such with one thing wrong, by people of all roles: none is
 * answered 5xx, and each answer is one that the document has. 1,000 of them; DEEP=1 makes 10,000, and asks the lake too.
 */
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { openApi } from '../../../lambdas/http/admin/openapi.ts'
import { formats } from '../../../lambdas/xapi/string-formats.ts'
import { type AdminAnswer, type AdminRequest, read, useAdminApi } from '../../support/admin-api.ts'
import { duringTests } from '../../support/during-tests.ts'
import { lakeFile, lakeTemplate } from '../../support/lake-template.ts'
import { startAthena } from '../../support/local-athena.ts'
import { useLakeBuckets } from '../../support/s3-emulator.ts'
import { brokenValue, fittingValue, type JsonSchema } from '../../support/schema-values.ts'

const DEEP = process.env.DEEP !== undefined
const RUNS = DEEP ? 10_000 : 1_000
const document = JSON.parse(JSON.stringify(openApi()))
const ajv = new Ajv2020({ strict: false, formats, schemas: [{ $id: 'doc', ...document }] })

const s3 = DEEP ? useLakeBuckets() : undefined
const athena = s3 && duringTests(() => startAthena(s3.address.endpoint, lakeTemplate()))
const api = useAdminApi(athena && (() => athena.client))

type Parameter = { name: string; in: string; schema: JsonSchema; required?: boolean }
type Operation = { method: string; path: string; parameters: Parameter[]; body?: JsonSchema; responses: Responses }
type Responses = { [status: string]: { $ref?: string; content?: { [type: string]: object } } }

const resolve = ({ $ref = '' }: JsonSchema) =>
  String($ref)
    .split('/')
    .slice(1)
    .reduce((value, name) => value[name], document)

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as object).map(
    ([method, { parameters = [], requestBody, responses }]): Operation => ({
      ...{ method: method.toUpperCase(), path, responses },
      parameters: parameters.map((one: Parameter & JsonSchema) => (one.$ref ? resolve(one) : one)),
      ...(requestBody && { body: requestBody.content['application/json'].schema }),
    }),
  ),
)
const asked = operations.filter(({ path }) => DEEP || !/queries.{3}/.test(path))

/** What there is, so that not everything is 404; filled before the first request. */
const existing: { [parameter: string]: string[] } = { tenant: ['acme', 'beta', 'gamma'], name: ['verbs', 'sources'] }

beforeAll(async () => {
  for (const id of existing.tenant ?? []) await api.done('POST', '/tenants', { id })
  const credentials = Array.from({ length: 5 }, async () => {
    const made = await api.done('POST', '/tenants/acme/credentials', { label: 'x', scopes: ['state'] })
    return read(made).key as string
  })
  existing.key = await Promise.all(credentials)
  existing.subject = ['grace', 'auth0|alan']
  for (const subject of existing.subject)
    await api.done('PUT', `/tenants/acme/members/${subject}`, { role: 'analyst' }, { 'if-none-match': '*' })
  const [any, rule] = [{ 'if-none-match': '*' }, { meets: {}, period: 'P9Y', from: 'stored', reason: 'x' }]
  await api.done('PUT', '/tenants/acme/retention-rules/all', rule, any)
  existing.rule = ['all']
  const hold = { activity: 'https://a.example/1', reason: 'x' }
  existing.hold = [read(await api.done('POST', '/tenants/acme/holds', hold)).id]
  existing.case = [read(await api.done('POST', '/tenants/acme/cases', { reason: 'x', retention: {} })).id]
  if (s3 === undefined) return
  const object = { Bucket: 'lake', Key: 'lake/tenant=acme/dt=2026-11-21/a.parquet', Body: lakeFile(['a']) }
  await s3.client.send(new PutObjectCommand(object))
  existing.run = [read(await api.done('POST', '/tenants/acme/queries/verbs', {})).run]
})

const ROLES = [['owner'], ['owner'], ['acme:admin'], ['acme:auditor'], ['acme:analyst', 'beta:admin'], [], undefined]
const ETAGS = ['*', '*', '"0"', '"a", "b"', 'W/"x"', '', undefined, undefined]

/** A text for each parameter: right, or not. */
function textsOf(parameters: Parameter[], isBroken: boolean): fc.Arbitrary<{ [name: string]: string | undefined }> {
  const texts = parameters.map(({ name, schema, required }): [string, fc.Arbitrary<string | undefined>] => {
    const value = fittingValue(schema, resolve)
    const text = (isBroken ? brokenValue(value) : value).map((each) =>
      typeof each === 'string' ? each : JSON.stringify(each),
    )
    const known = existing[name] ?? []
    const mostlyKnown = known.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, text) : text
    return [name, required ? mostlyKnown : fc.option(text, { nil: undefined })]
  })
  return fc.record(Object.fromEntries(texts))
}

type Sent = { operation: Operation; path: string; request: AdminRequest }

function requestsOf(operation: Operation, isBroken: boolean): fc.Arbitrary<Sent> {
  const { path, parameters, body } = operation
  const where = (place: string) => parameters.filter((one) => one.in === place)
  const value = body === undefined ? undefined : fittingValue(body, resolve)
  return fc
    .record({
      inPath: textsOf(where('path'), isBroken),
      inQuery: textsOf(where('query'), isBroken),
      more: fc.constantFrom('', '', '', isBroken ? 'x=1&x=2' : '', isBroken ? '%' : ''),
      body: value === undefined ? fc.constant(undefined) : isBroken ? brokenValue(value) : value,
      type: fc.constantFrom(
        'application/json',
        'application/json; charset=utf-8',
        isBroken ? 'text/plain' : 'application/json',
      ),
      roles: fc.constantFrom(...ROLES),
      ifMatch: fc.constantFrom(...ETAGS),
      key: fc.option(fc.constantFrom('a', 'b', 'ü', 'x'.repeat(300)), { nil: undefined, freq: 4 }),
    })
    .map(({ inPath, inQuery, more, body: sent, type, roles, ifMatch, key }) => ({
      operation,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name) => (inPath[name] ?? '').replaceAll(/[/?]/g, '') || 'x'),
      request: {
        ...(roles && { roles }),
        ...(sent !== undefined && { body: Buffer.from(JSON.stringify(sent)) }),
        query: [
          ...Object.entries(inQuery).flatMap(([name, text]) =>
            text === undefined ? [] : [`${name}=${escaped(text)}`],
          ),
          more,
        ].join('&'),
        headers: {
          ...(sent !== undefined && { 'content-type': type }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
      },
    }))
}

const escaped = (text: string) => encodeURIComponent(text.toWellFormed())

const requests = fc
  .tuple(fc.constantFrom(...asked), fc.boolean())
  .chain(([operation, isBroken]) => requestsOf(operation, isBroken))

/** What the document says of the answer's status, its type and its body. */
function requireDocumented({ operation, path }: Sent, { status, headers, text }: AdminAnswer) {
  const answer = operation.responses[status]
  const where = `${operation.method} ${path}: ${status} ${text.slice(0, 500)}`
  if (answer === undefined || status >= 500) throw new Error(`not in the document: ${where}`)
  const { content } = answer.$ref ? (resolve(answer as JsonSchema) as Responses[string]) : answer
  if (content === undefined) return expect(text).toBe('')
  const type = headers['Content-Type']?.split(';')[0] ?? ''
  if (!(type in content)) throw new Error(`of the type ${type}: ${where}`)
  if (!/json$/.test(type)) return
  const inDocument = answer.$ref
    ? `${answer.$ref.slice(1)}/content/${escapePointer(type)}/schema`
    : `/paths/${escapePointer(operation.path)}/${operation.method.toLowerCase()}/responses/${status}/content/${escapePointer(type)}/schema`
  const check = ajv.getSchema(`doc#${inDocument}`)
  if (check === undefined) throw new Error(`no schema at ${inDocument}`)
  if (!check(JSON.parse(text))) throw new Error(`${JSON.stringify(check.errors)} ${where}`)
}

const escapePointer = (name: string) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))

describe('the admin API', () => {
  it(`answers ${RUNS} generated requests as its document says, and none with 5xx`, async () => {
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(requests, async (sent) => {
        const answer = await api.call(sent.operation.method, sent.path, sent.request)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        requireDocumented(sent, answer)
      }),
      { numRuns: RUNS },
    )
    // Requests of all kinds were made: else the test says nothing. One in 250 creates something.
    for (const status of [200, ...(DEEP ? [201] : []), 400, 401, 403, 404])
      expect(statuses.get(status) ?? 0).toBeGreaterThan(0)
    if (DEEP) console.info(Object.fromEntries([...statuses].sort()))
  }, 1_800_000)
})
