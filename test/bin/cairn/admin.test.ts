/** The command on the admin API of a real runner: both ways say the same, and docs/tenants.md says what happens. */
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createTables } from '../../../lambdas/database/dynamodb-tables.ts'
import { createCredential } from '../../../lambdas/tenancy/credentials.ts'
import { runCairn, runCairnAlone } from '../../support/cairn.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { examplesOf, patternOf } from '../../support/shown-answers.ts'
import { openBrowser } from '../../support/sign-in-browser.ts'
import { useSharedRunner } from '../../support/use-runner.ts'
import { within } from '../../support/waiting.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const run = useSharedRunner()
const config = temporaryFolder()
let admin = ''
/** What an operator has in the environment instead of --stack. */
let tables: { [variable: string]: string } = {}

beforeAll(() => {
  const file = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
  const { dynamodb, kinesis, s3, region, names } = file.store
  admin = file.admin.endpoint
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
async function done(answer: ReturnType<typeof byApi>): Promise<string> {
  const { code, out, err } = await answer
  if (code !== 0) throw new Error(err)
  return out
}

describe.each([
  ['the admin API', byApi, 'api'],
  ['the tables', byTables, 'tables'],
] as const)('cairn by %s', (_, cairn, id) => {
  it('makes, changes, suspends and resumes a tenant', async () => {
    const quota = ['--quota', 'requestsPerSecond=5']
    expect(await done(cairn('tenants', 'add', id, '--name', 'One', ...quota))).toContain(`The tenant ${id} is made.`)
    expect(await cairn('tenants', 'add', id)).toEqual({
      code: 1,
      out: '',
      err: `The tenant ${id} exists already, or was removed: its id is given once.\n`,
    })
    await done(cairn('tenants', 'update', id, '--name', 'Two'))
    await done(cairn('tenants', 'suspend', id, '--reason', 'unpaid'))
    expect(await done(cairn('tenants', 'show', id))).toMatch(
      /^name +Two$[\s\S]*^requestsPerSecond +5$\n^state +suspended since \S+$\n^reason +unpaid$/m,
    )
    await done(cairn('tenants', 'resume', id))
    expect(await done(cairn('tenants', 'show', id))).toMatch(/^state +works$/m)
  }, 60_000)

  it('makes, rotates, changes and revokes a credential', async () => {
    const rights = ['--scope', 'statements/read', '--expires', '90d', '--verb', 'http://example.com/v']
    const made = JSON.parse(await done(cairn('credentials', 'add', id, '--label', 'LMS', ...rights, '--json')))
    expect(made).toEqual({
      tenant: id,
      key: expect.any(String),
      secret: expect.any(String),
      scopes: ['statements/read'],
    })
    const rotated = JSON.parse(await done(cairn('credentials', 'rotate', id, made.key, '--until', '2d', '--json')))
    expect(rotated.secret).not.toBe(made.secret)
    await done(cairn('credentials', 'update', id, made.key, '--label', 'Other', '--read-all'))
    const [listed] = JSON.parse(await done(cairn('credentials', 'list', id, '--json')))
    expect(listed).toMatchObject({ key: made.key, label: 'Other', secrets: [{}, { until: rotated.until }], needed: {} })
    expect(listed).not.toHaveProperty('filter')
    await done(cairn('credentials', 'revoke', id, made.key))
    expect(await cairn('credentials', 'revoke', id, made.key)).toMatchObject({
      code: 1,
      err: `The tenant ${id} has no key ${made.key}.\n`,
    })
  }, 60_000)

  it('gives a person a role, another one, and takes it away', async () => {
    const { issuer } = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8')).admin
    for (const role of ['analyst', 'auditor']) await done(cairn('members', 'put', id, 'ada', '--role', role))
    const [member, ...rest] = JSON.parse(await done(cairn('members', 'list', id, '--json')))
    expect([member, rest]).toEqual([{ subject: 'ada', role: 'auditor', issuer }, []])
    await done(cairn('members', 'remove', id, 'ada'))
    expect(await cairn('members', 'remove', id, 'ada')).toMatchObject({ code: 1, err: `ada is no member of ${id}.\n` })
  }, 60_000)
})

describe('both ways', () => {
  it.each([
    ['tenants', 'show', 'demo'],
    ['credentials', 'list', 'demo'],
    ['members', 'list', 'demo'],
    ['usage', 'demo'],
    ['senders', 'demo'],
  ])('print the same: cairn %s %s %s', async (...words) => {
    const given = words.filter((word) => word !== undefined)
    for (const format of [[], ['--json']])
      expect(await done(byApi(...given, ...format))).toBe(await done(byTables(...given, ...format)))
  })

  it('follow the pages of a list to its end', async () => {
    await done(byApi('tenants', 'add', 'many'))
    Object.assign(process.env, tables)
    const control = createTables({ control: tables.CONTROL_TABLE ?? '' })
    const authority = { objectType: 'Agent', account: { homePage: 'https://example.com', name: 'a' } } as const
    const keys = Array.from({ length: 205 }, (_, at) => `many-${String(at).padStart(3, '0')}`)
    for (const key of keys) {
      const made = { tenant: 'many', key, secret: 's', salt: Buffer.alloc(16), label: key, scopes: ['all' as const] }
      await createCredential(control, { ...made, authority })
    }
    const listed: { key: string }[] = JSON.parse(await done(byApi('credentials', 'list', 'many', '--json')))
    expect(listed.map(({ key }) => key)).toEqual(keys)
  }, 60_000)

  it('say in lines what the admin API refuses', async () => {
    const { code, err } = await byApi(
      'tenants',
      'add',
      'wrong',
      '--name',
      '',
      '--quota',
      'storedBytes=9999999999999999',
    )
    expect([code, err]).toEqual([2, expect.stringContaining('--quota storedBytes=9999999999999999')])
    const refused = await byApi('tenants', 'update', 'demo', '--name', '', '--quota', 'storedBytes=999999999999999')
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('/name') })
    expect(await byApi('tenants', 'show', 'nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no tenant nobody'),
    })
    expect(await byApi('credentials', 'add', 'demo', '--key', 'own')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--key'),
    })
    expect(await byApi('lists', 'show', 'demo')).toMatchObject({ code: 2 })
    expect(await byApi('tenants', 'list', '--stack', 'CairnData')).toMatchObject({ code: 2 })
    const elsewhere = await runCairn(run.home, ['tenants', 'list', '--at', 'https://lrs.example.org'])
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('cairn login') })
  }, 60_000)
})

type Entry = { act: string; outcome: string; who: { kind: string }; before?: unknown; after?: unknown }

it('what an operator changes past the admin API is in the trail with the old and the new value, and no secret', async () => {
  const { key, secret } = JSON.parse(await done(byTables('credentials', 'add', 'demo', '--label', 'old', '--json')))
  await done(byTables('credentials', 'update', 'demo', key, '--label', 'new'))
  await done(byTables('credentials', 'revoke', 'demo', key))
  const trail = async (): Promise<Entry[]> =>
    JSON.parse(await done(byApi('audit', 'demo', '--act', 'credential', '--json')))
  const revoked = ({ act, outcome }: Entry) => act === 'credential.revoked' && outcome === 'done'
  const entries = await within(60_000, trail, (all) => all.some(revoked))
  const changed = entries.filter(({ outcome, who }) => outcome === 'done' && who.kind === 'operator')
  const labelled = (label: string) => expect.objectContaining({ label })
  expect(changed.map(({ act, before, after }) => ({ act, before, after }))).toEqual(
    expect.arrayContaining([
      { act: 'credential.created', before: undefined, after: labelled('old') },
      { act: 'credential.changed', before: labelled('old'), after: labelled('new') },
      { act: 'credential.revoked', before: labelled('new'), after: null },
    ]),
  )
  expect(JSON.stringify(entries)).not.toContain(secret)
}, 90_000)

const shell = async (script: string) => {
  const env = { ...process.env, CAIRN_HOME: run.home, XDG_CONFIG_HOME: config, NODE_NO_WARNINGS: '1' }
  for (const name of Object.keys(tables)) delete (env as { [name: string]: string | undefined })[name]
  return promisify(execFile)('bash', ['-euc', script], { cwd: PROJECT, env })
}

/** `npx cairn` without npm's own start; one test has it as it is. */
const CAIRN = `npx() { shift; '${process.execPath}' bin/cairn.mjs "$@"; }; cairn() { npx cairn "$@"; }`

describe('cairn completion', () => {
  it('completes commands, options and tenants in bash', async () => {
    const offers = (...words: string[]) =>
      `COMP_WORDS=(cairn ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _cairn; echo "\${COMPREPLY[*]}"`
    const asked = [
      ['ten'],
      ['tenants', 's'],
      ['credentials', 'add', 'de'],
      ['tenants', 'add', 'x', '--q'],
      ['usage', 'demo2'],
    ]
    const { stdout } = await shell(
      [CAIRN, 'eval "$(cairn completion bash)"', 'complete -p cairn', ...asked.map((words) => offers(...words))].join(
        '\n',
      ),
    )
    expect(stdout.trim().split('\n')).toEqual([
      'complete -F _cairn cairn',
      'tenants',
      'show suspend',
      'demo demo2',
      '--quota',
      'demo2',
    ])
  }, 60_000)

  it('knows no third shell', async () => {
    expect(await runCairn(run.home, ['completion', 'fish'])).toMatchObject({ code: 2, out: '' })
    expect((await runCairn(run.home, ['completion', 'zsh'])).out).toContain('compdef _cairn cairn')
  })
})

it('npx cairn runs in a clone, and tells its version without loading what talks to AWS', async () => {
  const hook = `import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) })`
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`
  const { out, err } = await runCairnAlone(run.home, ['--version'], { NODE_OPTIONS })
  expect(err).toContain('/bin/cairn/main.ts')
  expect(err).not.toContain('node_modules')
  expect((await shell('npx cairn --version')).stdout).toBe(out)
}, 60_000)

describe('docs/tenants.md, from nothing to a tenant', () => {
  const [section = ''] =
    /^## From nothing to a tenant[\s\S]*?(?=^## )/m.exec(readFileSync(join(PROJECT, 'docs/tenants.md'), 'utf8')) ?? []
  const examples = examplesOf(section, ['sh'])
  const at = examples.findIndex(({ code }) => code.includes('cairn login'))

  /** All in one shell, as a reader has it. */
  async function answersTo(blocks: typeof examples): Promise<string[]> {
    const { stdout } = await shell([CAIRN, ...blocks.map(({ code }) => `${code}\nprintf '\\0'`)].join('\n'))
    return stdout.split('\0').slice(0, -1)
  }

  it('makes the tenant, its credential and its analyst as shown', async () => {
    const blocks = examples.slice(0, at)
    expect(blocks.length).toBeGreaterThanOrEqual(5)
    for (const [place, answer] of (await answersTo(blocks)).entries())
      expect(answer).toMatch(patternOf(blocks[place]?.answer ?? 'missing'))
  }, 60_000)

  it('lets the analyst sign in and ask, and nothing else', async () => {
    const env = { PATH: process.env.PATH, CAIRN_HOME: run.home, XDG_CONFIG_HOME: config, NODE_NO_WARNINGS: '1' }
    const login = spawn(process.execPath, ['bin/cairn.mjs', 'login'], { cwd: PROJECT, env })
    const said = { out: '', err: '' }
    const address = await new Promise<string>((resolve, reject) => {
      login.stdout.on('data', (text) => {
        said.out += text
      })
      login.stderr.on('data', (text) => {
        said.err += text
        const [, page] = /^Open (\S+)$/m.exec(said.err) ?? []
        if (page) resolve(page)
      })
      login.once('close', () => reject(new Error(said.err)))
    })
    const ended = new Promise((resolve) => login.once('close', resolve))
    await openBrowser().signIn(address, 'analyst')
    expect([await ended, said.out]).toEqual([0, expect.stringMatching(patternOf(examples[at]?.answer ?? 'missing'))])
    const [query, ...rest] = examples.slice(at + 1)
    const shown = patternOf(query?.answer ?? 'missing')
    const asked = await within(
      30_000,
      () => answersTo(query ? [query] : []),
      ([answer = '']) => shown.test(answer),
    )
    expect(asked[0]).toMatch(shown)
    for (const [place, answer] of (await answersTo(rest)).entries())
      expect(answer).toMatch(patternOf(rest[place]?.answer ?? 'missing'))
  }, 90_000)
})
