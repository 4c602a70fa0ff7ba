/** `npm start` as a user runs it: what it prints and writes, how it stops, and its one-line messages. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'
import { type Program, programs } from '../support/program.ts'

const START = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url))
const temporary = temporaryFolder()
const start = programs(afterEach)

const npmStart = (environment: { [name: string]: string }, ...options: string[]) =>
  start(process.execPath, [START, ...options], { PORT: '0', ...environment })

async function ready(program: Program): Promise<string> {
  const [, origin = ''] = await program.says(/^Cairn is ready on (http:\/\/127\.0\.0\.1:\d+)$/m)
  return origin
}

describe('npm start', () => {
  it('prints its address, writes endpoint.json, lets no second runner into its home and ends cleanly', async () => {
    const home = path.join(temporary, 'home')
    const first = npmStart({ CAIRN_HOME: home })
    const origin = await ready(first)
    const file = path.join(home, 'endpoint.json')
    const { endpoint, tenants, lake } = JSON.parse(readFileSync(file, 'utf8'))
    expect(endpoint).toBe(`${origin}/xapi`)
    expect(tenants).toEqual([
      { name: 'demo', key: expect.any(String), secret: expect.any(String), defaultVersion: '1.0.3' },
      { name: 'demo2', key: expect.any(String), secret: expect.any(String), defaultVersion: '2.0.0' },
    ])
    expect(lake).toMatchObject({ endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/), region: 'us-east-1' })
    for (const { key, secret } of tenants) {
      const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
      const headers = { authorization, 'x-experience-api-version': '1.0.3' }
      expect((await fetch(`${endpoint}/statements`, { headers })).status).toBe(200)
    }

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
    expect(JSON.parse(readFileSync(file, 'utf8')).tenants).toEqual(tenants)
  }, 60_000)

  it('does not make the home with --memory', async () => {
    const home = path.join(temporary, 'untouched')
    const started = npmStart({ CAIRN_HOME: home }, '--memory')
    await ready(started)
    expect(existsSync(home)).toBe(false)
    await started.end('SIGTERM')
    expect((await started.ended).code).toBe(0)
  }, 60_000)

  it('prints its options with --help', async () => {
    const help = npmStart({}, '--help')
    expect((await help.ended).code).toBe(0)
    expect(help.stdout()).toContain('--memory')
  })
})

describe('npm start says in one line', () => {
  const line = async (environment: Record<string, string>, ...options: string[]) => {
    const { code, stderr } = await npmStart(environment, ...options).ended
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return stderr
  }

  it('that the port is in use, or that a setting is none of its values', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    expect(await line({ PORT: String(port), CAIRN_HOME: path.join(temporary, 'port') })).toBe(
      `Port ${port} is in use: set PORT to another\n`,
    )
    server.close()
    expect(await line({ PORT: 'eighty' })).toMatch(/^PORT is eighty/)
    expect(await line({ CAIRN_IAM: 'yes' })).toBe('CAIRN_IAM is yes: it can be on or off\n')
  })

  it('that an option is unknown', async () => {
    expect(await line({}, '--fast')).toMatch(/^npm start does not know --fast/)
  })

  it('that the home holds other things, is no folder, or is damaged', async () => {
    const folder = path.join(temporary, 'foreign')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'photo.jpg'), '')
    expect(await line({ CAIRN_HOME: folder })).toContain('is no home of Cairn')
    expect(await line({ CAIRN_HOME: path.join(folder, 'photo.jpg') })).toContain('cannot be used')
    for (const file of ['home.json', 'dynamodb.sqlite']) {
      const home = path.join(temporary, `damaged-${file}`)
      mkdirSync(home)
      writeFileSync(path.join(home, 'home.json'), '{"format":"1"}')
      writeFileSync(
        path.join(home, file),
        'this is not what was here, and it is long enough to be read as a header of a file',
      )
      expect(await line({ CAIRN_HOME: home })).toContain(home)
    }
  })

  it('that there is no DynamoDB engine for this machine', async () => {
    const environment = { CAIRN_DYNAMODB: 'java', PATH: '/nowhere', CAIRN_HOME: path.join(temporary, 'java') }
    expect(await line(environment)).toMatch(/^There is no DynamoDB engine for .*: install a JDK/)
  })

  it('that Node is too old', async () => {
    const old = path.join(temporary, 'old.mjs')
    const source = readFileSync(START, 'utf8').replaceAll('process.versions.node', "'20.11.1'")
    writeFileSync(old, source)
    chmodSync(old, 0o755)
    const { code, stderr } = await start(process.execPath, [old]).ended
    expect([code, stderr.split('\n').length]).toEqual([1, 2])
    expect(stderr).toContain('Cairn needs Node 24')
  })
})
