/** Requests as nobody should send them: right in most places, so that they get far, and odd in some. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { arbitraryStatement } from './arbitrary-statements.ts'
import { headers, long, mostly, oddText } from './hostile-headers.ts'

export type HostileRequest = {
  method: string
  path: string
  query: string
  headers: { [name: string]: string }
  body: string | Buffer
}

const RESOURCES = [
  'statements',
  'activities/state',
  'activities/profile',
  'agents/profile',
  'activities',
  'agents',
  'about',
]
const raw = (text: string) => encodeURIComponent(text.toWellFormed())
const oddParameter = fc.oneof(oddText, oddText.map(raw))
const agent = fc.constantFrom(
  '{"mbox":"mailto:a@example.org"}',
  '{"account":{"homePage":"http://h","name":"\\u0000"}}',
  '{"objectType":"Agent","openid":"http://o/%00"}',
  '{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}',
  '{"objectType":"Group","member":[]}',
  '{"mbox":1}',
)
const instant = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-01-01',
  '20260101T00Z',
  '0000-01-01T00:00:00+14:00',
)
const uuid = fc.oneof(
  fc.uuid(),
  fc.constantFrom('00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'x'),
)
const iri = fc.oneof(
  fc.webUrl(),
  fc.constantFrom('a:b', 'http://example.org/é', 'http://x/%00'),
  long.map((text) => `a:${text}`),
)
const flag = fc.constantFrom('true', 'false', '1')
const PARAMETERS: { [name: string]: fc.Arbitrary<string> } = {
  statementId: uuid,
  voidedStatementId: uuid,
  agent,
  verb: iri,
  activity: iri,
  registration: uuid,
  related_activities: flag,
  related_agents: flag,
  since: instant,
  until: instant,
  limit: fc.oneof(fc.nat().map(String), fc.constantFrom('-1', '1e9', '999999999999999', '0')),
  format: fc.constantFrom('ids', 'exact', 'canonical', 'odd'),
  attachments: flag,
  ascending: flag,
  activityId: iri,
  stateId: fc.oneof(fc.string({ minLength: 1, maxLength: 9 }), long),
  profileId: fc.oneof(fc.string({ minLength: 1, maxLength: 9 }), long),
  more: oddText,
  method: fc.constantFrom('PUT', 'GET', 'odd'),
}
/** What requests of a resource have, so that most are understood. */
const OWN: { [resource: string]: string[] } = {
  statements: [
    'agent',
    'verb',
    'activity',
    'registration',
    'related_activities',
    'related_agents',
    'since',
    'until',
    'limit',
    'format',
    'attachments',
    'ascending',
  ],
  'activities/state': ['activityId', 'agent', 'stateId', 'registration', 'since'],
  'activities/profile': ['activityId', 'profileId', 'since'],
  'agents/profile': ['agent', 'profileId', 'since'],
  activities: ['activityId'],
  agents: ['agent'],
  about: [],
}
const pairOf = (name: string) =>
  mostly((PARAMETERS[name] ?? oddText).map(raw), oddParameter).map((value) => `${name}=${value}`)
const anyPair = fc.oneof(
  fc.constantFrom(...Object.keys(PARAMETERS)).chain(pairOf),
  fc.tuple(oddParameter, oddParameter).map((pair) => pair.join('=')),
)
const queryOf = (resource: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.subarray(OWN[resource] ?? []).chain((names) => fc.tuple(...names.map(pairOf))),
      mostly(fc.constant<string[]>([]), fc.array(anyPair, { maxLength: 3 })),
    )
    .map(([own, others]) => [...own, ...others].join('&'))

/** Any value in any place of a statement. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    0,
    -1,
    1e308,
    1e-320,
    true,
    '',
    [],
    {},
    '\u0000',
    '\ud800',
    'PT1.1S',
    { en: 'x' },
    { '': 1 },
  ),
  oddText,
  fc.jsonValue({ maxDepth: 3 }),
)
function withOdd(value: unknown, path: number[], odd: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined || typeof value !== 'object' || value === null) return odd
  const entries = Object.entries(value)
  if (entries.length === 0) return Array.isArray(value) ? [odd] : { odd }
  const at = first % entries.length
  const changed = entries.map(([key, child], n) => [key, n === at ? withOdd(child, rest, odd) : child] as const)
  return Array.isArray(value) ? changed.map(([, child]) => child) : Object.fromEntries(changed)
}
const path = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 })
const statement: fc.Arbitrary<unknown> = mostly(
  arbitraryStatement,
  fc.tuple(arbitraryStatement, path, oddValue).map(([one, place, odd]) => withOdd(one, place, odd)),
)
const nested = fc.constantFrom(10, 511, 512, 513, 5_000).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`)
const huge = fc.constantFrom(1_000, 30_000, 400_000).map((length) => JSON.stringify({ name: 'ä'.repeat(length) }))
const statementsText = fc.oneof(
  statement.map((one) => JSON.stringify(one)),
  fc.array(statement, { maxLength: 4 }).map((some) => JSON.stringify(some)),
)
const broken = fc.tuple(statementsText, fc.nat(), oddText).map(([text, at, odd]) => {
  const place = at % (text.length + 1)
  return `${text.slice(0, place)}${odd}${text.slice(place)}`
})
const multipart = fc
  .tuple(statementsText, fc.constantFrom('\r\n', '\n'), oddText, fc.boolean())
  .map(([text, line, odd, isBroken]) =>
    [
      '--b',
      'Content-Type: application/json',
      '',
      text,
      isBroken ? odd : '--b',
      `X-Experience-API-Hash: ${odd}`,
      '',
      odd,
      '--b--',
      '',
    ].join(line),
  )
const document = fc.oneof(
  fc.json(),
  huge,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  oddText,
)
const form = fc.array(anyPair, { maxLength: 6 }).map((pairs) => pairs.join('&'))
const body = (resource: string): fc.Arbitrary<string | Buffer> =>
  fc.oneof(
    { weight: 10, arbitrary: resource === 'statements' ? statementsText : document },
    broken,
    multipart,
    nested,
    huge,
    form,
    document,
  )

const pathOf = (resource: string) =>
  mostly(
    fc.constant(`/xapi/${resource}`),
    fc.constantFrom(
      `/xapi/${resource}/`,
      `/xapi//${resource}`,
      '/xapi',
      '/',
      `/xapi/${resource}%00`,
      `/XAPI/${resource}`,
      '/xapi/statements/more',
    ),
  )

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc
  .constantFrom(...RESOURCES, 'statements', 'statements')
  .chain((resource) =>
    fc.record({
      method: mostly(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
        fc.constantFrom('OPTIONS', 'PATCH', '', 'get'),
      ),
      path: pathOf(resource),
      query: queryOf(resource),
      headers,
      body: mostly<string | Buffer>(
        body(resource),
        body(resource).map((content) => gzipSync(content)),
      ),
    }),
  )
  .chain((request) => completed(request))

/** A write that nothing but its content stands against, where that is wanted: PUT names the statement, POST no parameter. */
const completed = (request: HostileRequest): fc.Arbitrary<HostileRequest> =>
  request.path !== '/xapi/statements' || !['PUT', 'POST'].includes(request.method)
    ? fc.constant(request)
    : fc.tuple(fc.boolean(), fc.uuid()).map(([isOdd, id]) => {
        if (isOdd) return request
        return { ...request, query: request.method === 'PUT' ? `statementId=${idOf(request.body) ?? id}` : '' }
      })

function idOf(content: string | Buffer): string | undefined {
  return typeof content === 'string' ? /^\{"id":"([0-9a-f-]{36})"/i.exec(content)?.[1] : undefined
}
