/** `cairn apply` on a real runner, by the admin API and by the tables: a file of tenants is made so, and then it rests. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { runCairn } from '../../support/cairn.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { examplesOf, patternOf } from '../../support/shown-answers.ts'
import { useSharedRunner } from '../../support/use-runner.ts'
import { within } from '../../support/waiting.ts'

const DOCS = join(import.meta.dirname, '../../../docs/tenants.md')
const run = useSharedRunner()
const folder = temporaryFolder()
let admin = ''
let issuer = ''
let tables: { [variable: string]: string } = {}

beforeAll(() => {
  const file = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
  const { dynamodb, kinesis, s3, region, names } = file.store
  admin = file.admin.endpoint
  issuer = file.admin.issuer
  tables = {
    ...names,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_KINESIS: kinesis,
    AWS_ENDPOINT_URL_S3: s3,
  }
})

const byApi = (...words: string[]) => runCairn(run.home, [...words, '--at', admin])
const byTables = (...words: string[]) => runCairn(run.home, words, tables)

function fileWith(text: string): string {
  const file = join(folder, `${Math.random()}.yaml`)
  writeFileSync(file, text)
  return file
}

const wanted = (id: string, { scopes = 'statements/write, state', more = '' } = {}) => `
tenants:
  - id: ${id}
    name: ${id} Ltd
    quotas: { requestsPerSecond: 50 }
    members:
      - { subject: ada, role: analyst }${more}
    credentials:
      - { label: LMS, scopes: [${scopes}], expires: 365d }
`

describe.each([
  ['the admin API', byApi, 'applied-api'],
  ['the tables', byTables, 'applied-tables'],
] as const)('cairn apply by %s', (_, cairn, id) => {
  const list = async (what: string) => JSON.parse((await cairn(what, 'list', id, '--json')).out)

  it('plans, makes what is wanted with its secret in a file of mode 600, and the second time does nothing', async () => {
    const file = fileWith(wanted(id))
    const planned = await cairn('apply', file, '--dry-run')
    expect(planned.out).toContain(`+ tenant ${id}`)
    expect((await cairn('tenants', 'show', id)).code).toBe(1)
    const secrets = join(folder, `${id}.jsonl`)
    const made = await cairn('apply', file, '--secrets-to', secrets)
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('3 changes done.') })
    const kept = JSON.parse(readFileSync(secrets, 'utf8'))
    expect(statSync(secrets).mode & 0o777).toBe(0o600)
    expect(made.out).not.toContain(kept.secret)
    const authorization = `Basic ${Buffer.from(`${kept.key}:${kept.secret}`).toString('base64')}`
    const headers = { authorization, 'x-experience-api-version': '1.0.3', 'content-type': 'application/json' }
    const state = new URLSearchParams({
      ...{ activityId: 'http://example.com/a', stateId: 's', agent: '{"mbox":"mailto:ada@example.com"}' },
    })
    const sent = await fetch(`${run.endpoint}/activities/state?${state}`, { method: 'PUT', headers, body: '{}' })
    expect(sent.status).toBe(204)
    const [before] = await list('credentials')
    expect((await cairn('apply', file)).out).toBe('Nothing to do: all is as the file says.\n')
    expect(await list('members')).toEqual([{ subject: 'ada', role: 'analyst', issuer }])
    const [after, ...others] = await list('credentials')
    expect([after.key, after.expires, others]).toEqual([before.key, before.expires, []])
  }, 60_000)

  it('changes what differs, and takes nothing away unless it is told to prune and somebody agrees', async () => {
    await cairn('apply', fileWith(wanted(id, { more: '\n      - { subject: "auth0|1 2/3?", role: admin }' })))
    const file = fileWith(wanted(id, { scopes: 'statements/read' }).replace('analyst', 'auditor'))
    const changed = await cairn('apply', file)
    expect(changed.out.split('\n').map((line) => line.replace(/\(.*\)/, '()'))).toEqual([
      id,
      '  - member ada: analyst',
      '  + member ada: auditor',
      '  - credential LMS (): scopes ["statements/write","state"]',
      '  + credential LMS (): scopes ["statements/read"]',
      '2 changes done.',
      '',
    ])
    expect(await list('members')).toHaveLength(2)
    expect(await cairn('apply', file, '--prune')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(await list('members')).toHaveLength(2)
    const pruned = await cairn('apply', file, '--prune', '--yes')
    expect(pruned.out).toContain('- member auth0|1 2/3?: admin')
    expect(await list('members')).toEqual([{ subject: 'ada', role: 'auditor', issuer }])
  }, 60_000)
})

it('tells the trail of each change that it makes by the tables, and no secret', async () => {
  const made = JSON.parse((await byTables('apply', fileWith(wanted('trailed')), '--json')).out)
  expect(made.secrets).toEqual([
    { tenant: 'trailed', label: 'LMS', key: expect.any(String), secret: expect.any(String) },
  ])
  const trail = async (): Promise<{ act: string; outcome: string; what: object }[]> =>
    JSON.parse((await byApi('audit', 'trailed', '--json')).out)
  const entries = await within(60_000, trail, (all) => all.filter(({ outcome }) => outcome === 'done').length >= 3)
  const acts = entries.filter(({ outcome }) => outcome === 'done').map(({ act }) => act)
  expect(acts).toEqual(expect.arrayContaining(['tenant.created', 'member.changed', 'credential.created']))
  expect(JSON.stringify(entries)).not.toContain(made.secrets[0].secret)
}, 90_000)

describe('a file that is wrong', () => {
  it('is told line by line with the rules, before anything is changed', async () => {
    const file = fileWith(
      [
        'tenants:',
        '  - id: Wrong',
        '    nam: x',
        '    quotas: { requestsPerSecond: -1 }',
        '    credentials:',
        '      - label: LMS',
        '        scopes: [write]',
        '        expires: soon',
        '      - scopes: [all]',
      ].join('\n'),
    )
    const { code, err } = await byApi('apply', file)
    const lines = err.trim().split('\n').slice(1)
    expect([
      code,
      lines.map(
        (line) =>
          line
            .trim()
            .slice(file.length, file.length + 8)
            .split(' ')[0],
      ),
    ]).toEqual([2, [':2:5:', ':3:5:', ':4:15:', ':7:18:', ':8:9:', ':9:9:']])
    expect(err).toContain('tenants.0.credentials.1.label is required')
  })

  it.each([
    ['a tenant twice', 'tenants: [{ id: a }, { id: a }]', /:1:24: tenants\.1\.id stands in it twice: a$/m],
    ['no YAML', 'tenants:\n - id: "a', /:2:\d+: is no YAML/],
    ['a repeated member', 'tenants: []\ntenants: []', /:2:1: is no YAML: Map keys must be unique/],
    ['no tenants', '', /:1:1: the file must be object/],
    [
      'a time that is over',
      'tenants: [{ id: a, credentials: [{ label: x, scopes: [all], expires: 2020-01-01 }] }]',
      /:1:61: is over/,
    ],
  ])('%s', async (_, text, said) => {
    const { code, err } = await byApi('apply', fileWith(text))
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(said)
  })

  it('and a file of secrets that others may read are refused before a secret is made', async () => {
    const secrets = fileWith('')
    expect(await byApi('apply', fileWith(wanted('unmade')), '--secrets-to', secrets)).toMatchObject({
      code: 2,
      err: expect.stringContaining('chmod 600'),
    })
    expect((await byApi('tenants', 'show', 'unmade')).code).toBe(1)
  })
})

it('docs/tenants.md: the file and its answers are as shown', async () => {
  const [section = ''] = /^## Tenants by a file[\s\S]*?(?=^## )/m.exec(readFileSync(DOCS, 'utf8')) ?? []
  const [yaml, ...examples] = examplesOf(section, ['yaml', 'sh'])
  writeFileSync(join(folder, 'tenants.yaml'), yaml?.code ?? '')
  expect(examples).toHaveLength(3)
  for (const { code, answer = 'missing' } of examples) {
    const words = code.trim().split(' ').slice(2)
    const placed = words.map((word) => (/\.(yaml|jsonl)$/.test(word) ? join(folder, word) : word))
    expect((await runCairn(run.home, placed)).out).toMatch(patternOf(answer))
  }
}, 60_000)
