/** The operator's command as a process, on a real runner. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { createTables, type TableNames } from '../../../lambdas/database/dynamodb-tables.ts'
import { runCairn, runCairnAlone } from '../../support/cairn.ts'
import { lrsOf } from '../../support/lrs.ts'
import type { Tenant } from '../../support/runner.ts'
import { referring, statementOf, uuid } from '../../support/statements.ts'
import { useSharedRunner } from '../../support/use-runner.ts'

const ADA = '{"mbox":"mailto:ada@example.org"}'

describe('cairn', () => {
  const run = useSharedRunner()
  let names: TableNames
  let controlTable = ''

  beforeAll(async () => {
    const { store } = JSON.parse(await readFile(join(run.home, 'endpoint.json'), 'utf8'))
    controlTable = store.names.CONTROL_TABLE
    names = { index: store.names.INDEX_TABLE, statements: store.names.STATEMENTS_TABLE }
    Object.assign(process.env, {
      AWS_REGION: store.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: store.dynamodb,
    })
  })

  const cairn = (...words: string[]) => runCairn(run.home, words)

  const lrs = (tenant: Tenant) => lrsOf(run, tenant, '1.0.3')

  /** A tenant with a credential, both made by the command. */
  async function make(name: string): Promise<Tenant> {
    await cairn('tenants', 'add', name)
    const { out } = await cairn('credentials', 'add', name)
    const [, key = '', secret = ''] = /^key +(\S+)\nsecret +(\S+)\n$/.exec(out) ?? []
    return { name, key, secret, defaultVersion: '1.0.3' }
  }

  it("makes a tenant and a credential, each once, and revokes only the tenant's own credential", async () => {
    expect(await cairn('tenants', 'add', 'foundry', '--name', 'Foundry Ltd')).toMatchObject({ code: 0 })
    expect(await cairn('tenants', 'add', 'foundry')).toMatchObject({ code: 1, out: '' })
    expect((await cairn('tenants', 'list')).out).toMatch(/^foundry +1\.0\.3 +Foundry Ltd$/m)
    const added = await cairn(
      'credentials',
      'add',
      'foundry',
      '--key',
      'lms',
      '--scope',
      'statements/write',
      '--authority',
      ADA,
    )
    const secret = /^secret +(\S+)$/m.exec(added.out)?.[1] ?? ''
    const tenant = { name: 'foundry', key: 'lms', secret, defaultVersion: '1.0.3' }
    expect((await lrs(tenant).post([statementOf(uuid(1))])).status).toBe(200)
    expect((await lrs(tenant).call('GET', 'statements')).status).toBe(403)
    const { out } = await cairn('credentials', 'list', 'foundry')
    expect(out).toContain('lms')
    expect(out).toContain(ADA)
    expect(out).not.toContain(secret)
    expect(await cairn('credentials', 'revoke', 'demo', 'lms')).toMatchObject({ code: 1 })
    expect(await cairn('credentials', 'revoke', 'foundry', 'lms')).toMatchObject({ code: 0 })
    expect((await cairn('credentials', 'list', 'foundry')).out).not.toContain('lms')
  })

  it('rotates a secret beside which the old one works, changes what a credential may do, and shows both', async () => {
    const { name, key, secret } = await make('rotated')
    const enters = async (one: string) =>
      (await lrs({ name, key, secret: one, defaultVersion: '1.0.3' }).call('GET', 'statements')).status
    const { out } = await cairn('credentials', 'rotate', name, key, '--until', '2d')
    const [, next = ''] = /^secret +(\S+)$/m.exec(out) ?? []
    expect([await enters(next), await enters(secret), await enters('other')]).toEqual([200, 200, 401])
    const rights = ['--scope', 'statements/read', '--expires', '90d', '--verb', 'http://example.com/did']
    expect(await cairn('credentials', 'update', name, key, ...rights)).toMatchObject({ code: 0 })
    const listed = (await cairn('credentials', 'list', name)).out
    expect(listed).toMatch(/SCOPES +READS +EXPIRES +OLD SECRET UNTIL +LAST USED +AUTHORITY/)
    expect(listed).toMatch(/statements\/read +1 verbs +\d{4}-\S+Z +\d{4}-\S+Z +\d{4}-\S+Z /)
  }, 60_000)

  it('tells what a tenant used and what its senders broke where, with the sum, and that nothing was counted before', async () => {
    const tenant = await make('metered')
    const days = ['--from', '2026-01-01', '--to', '2026-01-02']
    expect(await cairn('usage', 'metered', ...days)).toMatchObject({
      code: 0,
      out: 'Nothing is counted of metered from 2026-01-01 to 2026-01-02.\n',
    })
    expect((await cairn('senders', 'metered')).out).toBe('Nobody has sent anything to metered that was counted.\n')
    // A container writes what it counted with the first request of a tenant.
    expect((await lrs(tenant).call('GET', 'statements', { query: { limi: 1 } })).status).toBe(400)
    expect((await cairn('usage', 'metered')).out).toMatch(
      /^DAY +REQUESTS +STATEMENTS .*COST +REFUSED\n\d{4}-\d\d-\d\d +1 +0 .* US\$ \S+ +invalid=1\nALL +1 +0 .* US\$ \S+ +1\n$/,
    )
    expect(JSON.parse((await cairn('usage', 'metered', '--json')).out)).toMatchObject({
      tenant: 'metered',
      days: [{ requests: 1, refused: { invalid: 1 }, last: expect.stringMatching(/^\d{4}-\S+Z$/) }],
    })
    const senders = (await cairn('senders', 'metered')).out
    expect(senders).toContain(tenant.key)
    expect(senders).toMatch(/ 1 +invalid: limi is not known here\n$/)
    expect(await cairn('usage', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('no tenant nobody') })
    expect(await cairn('usage', 'metered', '--from', '2026-02-30')).toMatchObject({ code: 2 })
  }, 60_000)

  it('raises lists of every kind from 90 seconds on, and shows them by name', async () => {
    const registration = '00000000-0000-4000-8000-00000000000A'
    const kinds = [
      ['all'],
      ['verb', 'http://v/1'],
      ['agent', ADA],
      ['verb+activity', 'http://v/1', 'http://a/1'],
      ['registration', registration],
      ['related-activity', 'http://a/1'],
    ]
    const before = Date.now()
    for (const kind of kinds) {
      const { code, out } = await cairn('lists', 'raise', 'demo', ...kind, '4')
      expect(code).toBe(0)
      const from = Date.parse(/(\S+) on\.$/m.exec(out)?.[1] ?? '')
      expect(from - before).toBeGreaterThanOrEqual(90_000)
      expect(from - before).toBeLessThan(120_000)
    }
    const { out } = await cairn('lists', 'show', 'demo')
    for (const kind of kinds) expect(out).toContain(`4       ${kind.join(' ')}\n`)
    expect((await cairn('lists', 'show', 'demo2')).out).toBe('Every list has one shard.\n')
  }, 60_000)

  it('raises no list when the clock of this machine is wrong', async () => {
    let answers = 0
    const server = createServer((_, response) => {
      answers++
      const date = new Date(Date.now() - 60_000).toUTCString()
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', date })
      response.end('{"Item":{"pk":{"S":"demo|tenant"},"sk":{"S":"0"}}}')
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      STATEMENTS_TABLE: 's',
      INDEX_TABLE: 'i',
      CONTROL_TABLE: 'c',
      CONTENT_BUCKET: 'b',
    }
    const { code, err } = await runCairn(join(run.home, 'none'), ['lists', 'raise', 'demo', 'all', '2'], env)
    server.close()
    expect([code, answers]).toEqual([1, 2])
    expect(err).toMatch(/^The clock here is [56]\d s fast: a list must be raised on time\.\n$/m)
    const lacking = await runCairn(join(run.home, 'none'), ['tenants', 'list'], { CONTROL_TABLE: 'c' })
    expect(lacking.err).toContain('not STATEMENTS_TABLE, INDEX_TABLE, CONTENT_BUCKET')
  })

  it('finds that the index was lost, makes it anew, and finds no difference then', async () => {
    const tenant = await make('school')
    const sent = [statementOf(uuid(1)), referring(uuid(2), uuid(1)), statementOf(uuid(3))]
    expect((await lrs(tenant).post(sent)).status).toBe(200)
    const whole = {
      code: 0,
      out: expect.stringMatching(/^1 batches and \d+ entries compared: 0 differences\.\n$/),
    }
    expect(await cairn('index', 'check', '--tenant', 'school')).toMatchObject(whole)
    for await (const { items } of createScanner(names).scan('index', { prefix: 'school|' })) {
      await createTables(names).remove('index', items)
    }
    const broken = await cairn('index', 'check', '--tenant', 'school')
    expect(broken.code).toBe(1)
    // What follows a commit may come once more by the stream, and bring one of them back.
    expect(broken.out).toMatch(/^missing +claim +[34] +school\|S\|00000000-/m)
    expect(await lrs(tenant).find({})).toEqual([])
    expect(await cairn('index', 'rebuild', '--tenant', 'school')).toMatchObject({
      code: 0,
      out: 'Rebuilt from 1 batches with 3 statements.\n',
    })
    expect(await cairn('index', 'check', '--tenant', 'school')).toMatchObject(whole)
    expect(await lrs(tenant).find({})).toEqual([uuid(3), uuid(2), uuid(1)])
    expect(await cairn('index', 'rebuild', '--resume')).toEqual({
      code: 1,
      out: '',
      err: 'There is no interrupted run to resume.\n',
    })
  })

  it('removes a tenant with its credentials, unless it has statements or documents', async () => {
    for (const [name, path] of [
      ['brief', 'statements'],
      ['bookish', 'agents/profile?profileId=p&agent={"mbox":"mailto:a@example.org"}'],
    ] as const) {
      const tenant = await make(name)
      const send = (body: string) => {
        const headers = {
          authorization: `Basic ${Buffer.from(`${tenant.key}:${tenant.secret}`).toString('base64')}`,
          'x-experience-api-version': '1.0.3',
          'content-type': 'application/json',
        }
        return fetch(`${run.endpoint}/${path}`, { method: 'POST', headers, body })
      }
      expect((await send(path === 'statements' ? JSON.stringify(statementOf(uuid(1))) : '{}')).ok).toBe(true)
      const refused = await cairn('tenants', 'remove', name)
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toMatch(/^The tenant \w+ has (statements|documents): nothing was removed\./)
      expect((await cairn('credentials', 'list', name)).out).toContain(tenant.key)
    }
    const empty = await make('empty')
    expect(await cairn('tenants', 'remove', 'empty')).toEqual({
      code: 0,
      out: 'The tenant empty is removed, with 1 credential.\n',
      err: '',
    })
    expect((await cairn('tenants', 'list')).out).not.toContain('empty')
    expect(await cairn('credentials', 'revoke', 'brief', empty.key)).toMatchObject({ code: 1 })
    expect((await lrs(empty).call('GET', 'statements')).status).toBe(401)
    for await (const { items } of createScanner({ control: controlTable }).scan('control', { prefix: 'empty|' })) {
      expect(items).toEqual([])
    }
  }, 60_000)

  it('prints JSON with --json, whatever the command', async () => {
    const json = async (...words: string[]) => {
      const { code, out } = await cairn(...words, '--json')
      return { code, result: JSON.parse(out) }
    }
    const made = { tenant: 'jay', name: 'Jay', defaultVersion: '2.0.0' }
    const add = ['tenants', 'add', 'jay', '--name', 'Jay', '--default-version', '2.0.0']
    expect(await json(...add)).toEqual({ code: 0, result: made })
    expect((await json('tenants', 'list')).result).toContainEqual(made)
    const { result: credential } = await json('credentials', 'add', 'jay', '--key', 'jay-lms', '--scope', 'state')
    expect(credential).toEqual({ tenant: 'jay', key: 'jay-lms', secret: expect.any(String), scopes: ['state'] })
    const authority = { objectType: 'Agent', account: expect.objectContaining({ name: 'jay-lms' }) }
    const rights = { scopes: ['state'], lenient: [], needed: {}, secrets: [{}] }
    const listed = { key: 'jay-lms', label: 'jay-lms', ...rights, created: expect.any(String), authority }
    expect((await json('credentials', 'list', 'jay')).result).toEqual([listed])
    expect((await json('credentials', 'show', 'jay')).result).toEqual([listed])
    const lenient = ['boolean-case']
    const update = ['credentials', 'update', 'jay', 'jay-lms', '--lenient', ...lenient]
    expect((await json(...update)).result).toEqual({ tenant: 'jay', key: 'jay-lms', lenient })
    const raised = { list: 'all', shards: 2, from: expect.stringMatching(/^\d{4}-.*Z$/) }
    expect((await json('lists', 'raise', 'jay', 'all', '2')).result).toEqual({ tenant: 'jay', ...raised })
    expect((await json('lists', 'show', 'jay')).result).toContainEqual(raised)
    const seen = { batches: 0, statements: 0 }
    const check = { ...seen, entries: 0, differences: 0, findings: [] }
    expect(await json('index', 'check', '--tenant', 'jay')).toEqual({ code: 0, result: check })
    expect((await json('index', 'rebuild', '--tenant', 'jay')).result).toEqual({ ...seen, duplicates: 0 })
    const revoked = { tenant: 'jay', key: 'jay-lms', revoked: true }
    expect((await json('credentials', 'revoke', 'jay', 'jay-lms')).result).toEqual(revoked)
    expect((await json('tenants', 'remove', 'jay')).result).toEqual({ tenant: 'jay', removed: true, credentials: 0 })
  }, 60_000)

  it.each([
    [['lists', 'raise', 'demo', 'verb', 'no iri', '2'], 1, /IRI/],
    [['lists', 'raise', 'demo', 'hot', '2'], 2, /kind hot/],
    [['lists', 'raise', 'demo', 'all', '33'], 2, /1 to 32/],
    [['lists', 'raise', 'demo', 'agent', '{}', '2'], 1, /<value>/],
    [['lists', 'show', 'nobody'], 1, /no tenant nobody/],
    [['lists', 'show', 'No|body'], 2, /tenant's id/],
    [['lists', 'show'], 2, /Usage: cairn lists show/],
    [['tenants', 'list', '--force'], 2, /--force/],
    [['credentials', 'add', 'demo', '--scope', 'everything'], 2, /no scope everything/],
    [['credentials', 'add', 'demo', '--expires', '2020-01-01'], 2, /is over/],
    [['credentials', 'rotate', 'demo', 'nobody'], 1, /no key nobody/],
    [['credentials', 'update', 'demo', 'nobody'], 2, /Usage/],
    [['nonsense'], 2, /--help/],
    [['tenant', 'list'], 2, /There is no command "tenant list"\. Did you mean "tenants list"\?/],
    [['credentials', 'ad', 'demo'], 2, /Did you mean "credentials add"\?/],
    [['index'], 2, /^cairn index what\? index check, index rebuild\.$/m],
    [['tenants', 'remove', 'nobody'], 1, /no tenant nobody/],
  ])('says in one line what is wrong with %j', async (words, code, line) => {
    const said = await cairn(...words)
    expect(said).toMatchObject({ code, out: '' })
    expect(said.err).toMatch(line)
    expect(said.err.trim().split('\n')).toHaveLength(1)
  })

  it('names the place where nothing runs in one line, and shows its help without a runner', async () => {
    const inItsProcess = (...words: string[]) => runCairnAlone(join(run.home, 'none'), words)
    const { code, err } = await inItsProcess('tenants', 'list')
    expect([code, err.trim().split('\n').length]).toEqual([1, 1])
    expect(err).toContain('npm start')
    const overview = await inItsProcess()
    const commands = [...overview.out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) +[a-z]/gm)].map(([, name]) => name)
    expect(commands).toHaveLength(63)
    expect(overview.out).toContain('Exit codes: 0 done, 1 failed or a difference found, 2')
    expect((await inItsProcess('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    for (const command of ['lists raise', 'index rebuild']) {
      const { code: done, out } = await inItsProcess(...command.split(' '), '--help')
      expect([done, out.split('\n')[0]]).toEqual([0, expect.stringContaining(`Usage: cairn ${command}`)])
    }
  }, 60_000)
})
