/** Holds, retention rules and cases by the command, on a real runner: by the admin API with two people, and by the tables. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { runCairn } from '../../support/cairn.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { lrsOf } from '../../support/lrs.ts'
import { tenantOf } from '../../support/runner.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { openBrowser } from '../../support/sign-in-browser.ts'
import { useSharedRunner } from '../../support/use-runner.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const run = useSharedRunner()
/** Where the second person is signed in. */
const config = temporaryFolder()
const LEAVER = { mbox: 'mailto:leaver@example.org' }
const WHY = ['--reason', 'asked for']
let admin = ''
let tables: { [variable: string]: string } = {}

beforeAll(async () => {
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
  const lrs = lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3')
  const { status } = await lrs.post([newStatement({ actor: LEAVER }), newStatement({ actor: LEAVER })])
  if (status !== 200) throw new Error(`The statements of this test are refused: ${status}`)
})

const asOwner = (...words: string[]) => runCairn(run.home, [...words, '--at', admin])
const byTables = (...words: string[]) => runCairn(run.home, words, tables)
const asAdmin = (...words: string[]) => runCairn(run.home, words, { XDG_CONFIG_HOME: config })
async function done(answer: ReturnType<typeof asOwner>): Promise<string> {
  const { code, out, err } = await answer
  if (code !== 0) throw new Error(err)
  return out
}

async function signIn(person: string): Promise<void> {
  const env = { PATH: process.env.PATH, CAIRN_HOME: run.home, XDG_CONFIG_HOME: config, NODE_NO_WARNINGS: '1' }
  const login = spawn(process.execPath, ['bin/cairn.mjs', 'login'], { cwd: PROJECT, env })
  const ended = new Promise((resolve) => login.once('close', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    login.stderr.on('data', (text) => {
      said += text
      const [, page] = /^Open (\S+)$/m.exec(said) ?? []
      if (page) resolve(page)
    })
    login.once('close', () => reject(new Error(said)))
  })
  await openBrowser().signIn(address, person)
  await ended
}

describe('cairn', () => {
  it('makes and lists rules and holds by both ways, with the same lines', async () => {
    const law = ['--period', 'P6Y', '--from', 'timestamp', '--regulation', '21 CFR 211.25']
    const verb = ['--verb', 'http://example.org/verbs/certified']
    expect(await done(asOwner('retention', 'put', 'demo', 'gmp', ...law, ...verb, ...WHY))).toContain(
      'The rule gmp keeps verb http://example.org/verbs/certified for P6Y.',
    )
    await done(byTables('retention', 'put', 'demo', 'rest', '--period', 'P90D', '--from', 'stored', ...WHY))
    await done(asOwner('holds', 'set', 'demo', '--agent', 'mailto:bob@example.org', ...WHY))
    const held = JSON.parse(
      await done(byTables('holds', 'set', 'demo', '--activity', 'https://a.example/1', '--json', ...WHY)),
    )
    for (const words of [
      ['retention', 'list', 'demo'],
      ['holds', 'list', 'demo'],
      ['holds', 'list', 'demo', '--json'],
    ])
      expect(await done(asOwner(...words))).toBe(await done(byTables(...words)))
    expect(await done(asOwner('holds', 'list', 'demo'))).not.toContain('bob@')
    expect(await done(asOwner('holds', 'lift', 'demo', held.id, ...WHY))).toContain('is lifted')
    expect(await byTables('holds', 'lift', 'demo', held.id, ...WHY)).toMatchObject({ code: 1 })
    expect(await done(byTables('retention', 'remove', 'demo', 'rest', ...WHY))).toContain('is gone')
    expect(await done(asOwner('retention', 'list', 'demo'))).not.toMatch(/^rest /m)
  }, 120_000)

  it('prepares an erasure, which is approved by somebody else', async () => {
    const agent = ['--agent', LEAVER.mbox]
    const prepared = await done(asOwner('cases', 'erase', 'demo', ...agent, ...WHY))
    expect(prepared).toMatch(/^statements +2 of \d+ looked at$/m)
    expect(prepared).not.toContain('leaver')
    const [, id = ''] = /^case +(\S+)$/m.exec(prepared) ?? []
    expect(await done(byTables('cases', 'show', 'demo', id))).toContain('prepared')
    expect(await asOwner('cases', 'approve', 'demo', id, ...WHY)).toMatchObject({
      code: 1,
      err: expect.stringContaining('second person'),
    })
    expect(await byTables('cases', 'approve', 'demo', id, ...WHY)).toMatchObject({
      code: 1,
      err: expect.stringContaining('cairn login'),
    })
    await signIn('admin-demo')
    expect(await done(asAdmin('cases', 'approve', 'demo', id, ...WHY))).toContain('is approved')
    expect(await done(asOwner('cases', 'list', 'demo'))).toMatch(new RegExp(`^${id} +erasure +approved +2 `, 'm'))
    expect(await asOwner('cases', 'certificate', 'demo', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not done'),
    })
  }, 120_000)

  it('prepares what is past its time, and takes it back', async () => {
    await done(asOwner('retention', 'put', 'demo', 'all', '--period', 'P90Y', '--from', 'stored', ...WHY))
    const one = JSON.parse(await done(asOwner('cases', 'expire', 'demo', '--json', ...WHY)))
    expect(one).toMatchObject({ kind: 'retention', state: 'prepared', preview: { isComplete: true, affected: 0 } })
    expect(await done(asOwner('cases', 'withdraw', 'demo', one.id, ...WHY))).toContain('is withdrawn')
  }, 60_000)

  it('says what is missing, and what it does not understand (2)', async () => {
    for (const words of [
      ['holds', 'set', 'demo', ...WHY],
      ['holds', 'set', 'demo', '--activity', 'https://a.example/1'],
      ['retention', 'put', 'demo', 'x', '--period', 'six years', '--from', 'stored', ...WHY],
      ['retention', 'put', 'demo', 'x', '--period', 'P6Y', '--from', 'birth', ...WHY],
      ['cases', 'erase', 'demo', ...WHY],
      ['tenants', 'update', 'demo', '--second-person', 'maybe'],
    ])
      expect(await asOwner(...words)).toMatchObject({ code: 2, out: '' })
    expect(await done(asOwner('tenants', 'update', 'demo', '--second-person', 'yes'))).toContain('is changed')
    expect(await done(byTables('tenants', 'show', 'demo'))).toMatch(/^approval +runs of retention by a second person$/m)
  }, 60_000)
})
