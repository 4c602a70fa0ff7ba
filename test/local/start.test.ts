/** `npm start` as a user runs it: what it prints and writes, and how it stops. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'
import { npmStarter, ready } from '../support/npm-start.ts'
import { type Program, programs } from '../support/program.ts'
import { type Address, basic, START_TIMEOUT } from '../support/runner.ts'

const temporary = temporaryFolder()
const start = programs(afterEach)
const npmStart = npmStarter(start)

/** What the statements of each tenant answer with. */
async function statusesOf({ endpoint, tenants }: Address): Promise<number[]> {
  const asked = tenants.map(async (tenant) => {
    const headers = { authorization: basic(tenant), 'x-experience-api-version': '1.0.3' }
    return (await fetch(`${endpoint}/statements`, { headers })).status
  })
  return Promise.all(asked)
}

describe('npm start', () => {
  it(
    'prints its address, writes endpoint.json, lets no second runner into its home, ends cleanly and begins again, also without demo.json',
    async () => {
      const home = path.join(temporary, 'home')
      const first = npmStart({ CAIRN_HOME: home })
      const origin = await ready(first)
      const file = path.join(home, 'endpoint.json')
      const { endpoint, tenants, lake, admin } = JSON.parse(readFileSync(file, 'utf8'))
      expect(endpoint).toBe(`${origin}/xapi`)
      expect(tenants).toEqual([
        { name: 'demo', key: expect.any(String), secret: expect.any(String), defaultVersion: '1.0.3' },
        { name: 'demo2', key: expect.any(String), secret: expect.any(String), defaultVersion: '2.0.0' },
      ])
      expect(lake).toMatchObject({ endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/), region: 'us-east-1' })
      expect(await statusesOf({ endpoint, tenants })).toEqual([200, 200])

      const second = await npmStart({ CAIRN_HOME: home }).ended
      expect(second).toEqual({
        code: 1,
        stderr: `${home} is in use by another Cairn (process ${first.pid}): stop that one, or set CAIRN_HOME\n`,
      })

      const begin = Date.now()
      await first.end('SIGINT')
      expect((await first.ended).code).toBe(0)
      expect(Date.now() - begin).toBeLessThan(2000)
      expect(existsSync(file)).toBe(false)

      const again = npmStart({ CAIRN_HOME: home })
      await ready(again)
      const restarted = JSON.parse(readFileSync(file, 'utf8'))
      expect(restarted.tenants).toEqual(tenants)
      // Members are known by it.
      expect(restarted.admin.issuer).toBe(admin.issuer)
      await again.end('SIGTERM')
      expect((await again.ended).code).toBe(0)

      rmSync(path.join(home, 'demo.json'))
      await ready(npmStart({ CAIRN_HOME: home }))
      const renewed = JSON.parse(readFileSync(file, 'utf8'))
      expect(renewed.tenants).not.toEqual(tenants)
      expect(await statusesOf(renewed)).toEqual([200, 200])
    },
    3 * START_TIMEOUT,
  )

  it(
    'shows each request in a line: its resource, status and tenant, and nothing that was sent',
    async () => {
      const home = path.join(temporary, 'shown')
      const program = npmStart({ CAIRN_HOME: home, npm_config_loglevel: 'notice' })
      const origin = await ready(program)
      const { tenants } = JSON.parse(readFileSync(path.join(home, 'endpoint.json'), 'utf8'))
      const authorization = `Basic ${Buffer.from(`${tenants[1].key}:${tenants[1].secret}`).toString('base64')}`
      const headers = { authorization, 'x-experience-api-version': '2.0.0', 'content-type': 'application/json' }
      expect((await fetch(`${origin}/xapi/`)).status).toBe(200)
      expect((await fetch(`${origin}/health`)).status).toBe(200)
      expect((await fetch(`${origin}/xapi/agents?agent={"mbox":"mailto:ada@x.org"}`, { headers })).status).toBe(200)
      await fetch(`${origin}/xapi/statements`, { method: 'POST', headers, body: '[{"mailto:ada@x.org":1}]' })
      await program.says(/^ {2}\d\d:\d\d:\d\d {2}POST +statements +400 +\d+ ms {2}demo2$/m)
      const lines = program.stdout().split('Cairn is ready on')[1] ?? ''
      expect(lines).toMatch(/GET +health +200 +\d+ ms {2}-\n/)
      expect(lines).toMatch(/GET +agents +200 +\d+ ms {2}demo2\n/)
      expect(lines).not.toContain('ada')
      expect(lines.trim().split('\n')).toHaveLength(5)
    },
    2 * START_TIMEOUT,
  )

  /** What it prints while it is asked something. */
  async function askedOf(program: Program): Promise<string> {
    const origin = await ready(program)
    for (const path of ['/health', '/xapi/about']) expect((await fetch(`${origin}${path}`)).status).toBe(200)
    await program.end('SIGTERM')
    expect((await program.ended).code).toBe(0)
    return program.stdout()
  }

  it(
    "takes --memory where npm keeps it to itself, because the -- is missing, and npm's own --quiet",
    async () => {
      const home = path.join(temporary, 'swallowed')
      const said = await askedOf(start('npm', ['start', '--memory', '--quiet'], { PORT: '0', CAIRN_HOME: home }))
      expect(said).toMatch(/^ {2}Data +gone at the stop$/m)
      expect(said).not.toMatch(/GET/)
      expect(existsSync(home)).toBe(false)
    },
    2 * START_TIMEOUT,
  )

  it(
    'lets nobody else look into its home, and begins anew with --reset',
    async () => {
      const home = path.join(temporary, 'private', 'home')
      const first = npmStart({ CAIRN_HOME: home })
      await ready(first)
      expect(statSync(home).mode & 0o777).toBe(0o700)
      expect(first.stdout()).toContain(`Logs      ${home}/logs\n`)
      const { stderr } = await npmStart({ CAIRN_HOME: home }, '--reset').ended
      expect(stderr).toMatch(/is in use by another Cairn/)
      await first.end('SIGTERM')
      writeFileSync(path.join(home, 'mine.txt'), 'mine')
      const secret = readFileSync(path.join(home, 'demo.json'), 'utf8')
      const keys = readFileSync(path.join(home, 'issuer', 'secrets.json'), 'utf8')
      await ready(npmStart({ CAIRN_HOME: home }, '--reset'))
      expect(readFileSync(path.join(home, 'demo.json'), 'utf8')).not.toBe(secret)
      expect(readFileSync(path.join(home, 'issuer', 'secrets.json'), 'utf8')).not.toBe(keys)
      expect(readFileSync(path.join(home, 'mine.txt'), 'utf8')).toBe('mine')
    },
    2 * START_TIMEOUT,
  )

  it(
    'listens where HOST says, and tells what that means; --memory makes no home, --quiet shows no request',
    async () => {
      const reaches = async (origin: string) => {
        const answer = await fetch(`${origin.replace('127.0.0.1', '127.0.0.2')}/xapi/about`).catch(() => undefined)
        return answer?.status
      }
      const home = path.join(temporary, 'untouched')
      const open = npmStart({ CAIRN_HOME: home, HOST: '0.0.0.0' }, '--memory')
      expect(await reaches(await ready(open))).toBe(200)
      expect(open.stdout()).toMatch(/^ {2}Open +to every machine that reaches 0\.0\.0\.0, without TLS/m)
      expect(existsSync(home)).toBe(false)
      const closed = npmStart({ npm_config_loglevel: 'notice' }, '--memory', '--quiet')
      expect(await reaches(await ready(closed))).toBeUndefined()
      expect(await askedOf(closed)).not.toMatch(/Open|GET/)
    },
    2 * START_TIMEOUT,
  )

  it('prints its options with --help', async () => {
    const help = npmStart({}, '--help')
    expect((await help.ended).code).toBe(0)
    expect(help.stdout()).toContain('--memory')
    expect(help.stdout()).toContain('--reset')
    const version = npmStart({}, '--version')
    expect((await version.ended).code).toBe(0)
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
