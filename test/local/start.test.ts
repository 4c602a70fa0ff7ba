/** `npm start` as a user runs it: what it prints and writes, how it stops, and its one-line messages. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'
import { type Process, processes, startedBy, stillRunning } from '../support/processes.ts'
import { type Program, programs } from '../support/program.ts'
import { within } from '../support/waiting.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const START = path.join(PROJECT, 'bin/start.mjs')
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

  it('shows each request in a line: its resource, status and tenant, and nothing that was sent', async () => {
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
  }, 60_000)

  it.each([
    ['--quiet', ['--quiet'], 'notice'],
    ["npm's own --quiet", [], 'warn'],
  ])(
    'shows no request with %s',
    async (_, options, npm_config_loglevel) => {
      const program = npmStart({ CAIRN_HOME: path.join(temporary, 'quiet'), npm_config_loglevel }, ...options)
      const origin = await ready(program)
      for (const path of ['/health', '/xapi/about']) expect((await fetch(`${origin}${path}`)).status).toBe(200)
      await program.end('SIGTERM')
      expect((await program.ended).code).toBe(0)
      expect(program.stdout()).not.toMatch(/GET/)
    },
    60_000,
  )

  it('does not make the home with --memory', async () => {
    const home = path.join(temporary, 'untouched')
    const started = npmStart({ CAIRN_HOME: home }, '--memory')
    await ready(started)
    expect(existsSync(home)).toBe(false)
    await started.end('SIGTERM')
    expect((await started.ended).code).toBe(0)
  }, 60_000)

  it('takes --memory where npm keeps it to itself, because the -- is missing', async () => {
    const home = path.join(temporary, 'swallowed')
    const started = start('npm', ['start', '--memory'], { PORT: '0', CAIRN_HOME: home })
    await ready(started)
    expect(started.stdout()).toMatch(/^ {2}Data +gone at the stop$/m)
    expect(existsSync(home)).toBe(false)
  }, 60_000)

  it('lets nobody else look into its home, and begins anew with --reset', async () => {
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
    await ready(npmStart({ CAIRN_HOME: home }, '--reset'))
    expect(readFileSync(path.join(home, 'demo.json'), 'utf8')).not.toBe(secret)
    expect(readFileSync(path.join(home, 'mine.txt'), 'utf8')).toBe('mine')
  }, 60_000)

  it('gives the demo tenants new secrets that work where demo.json was lost', async () => {
    const home = path.join(temporary, 'lost')
    const first = npmStart({ CAIRN_HOME: home })
    await ready(first)
    await first.end('SIGTERM')
    rmSync(path.join(home, 'demo.json'))
    await ready(npmStart({ CAIRN_HOME: home }))
    const { endpoint, tenants } = JSON.parse(readFileSync(path.join(home, 'endpoint.json'), 'utf8'))
    for (const { key, secret } of tenants) {
      const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
      const headers = { authorization, 'x-experience-api-version': '1.0.3' }
      expect((await fetch(`${endpoint}/statements`, { headers })).status).toBe(200)
    }
  }, 60_000)

  it('listens where HOST says, and tells what that means', async () => {
    const reaches = async (origin: string) => {
      const answer = await fetch(`${origin.replace('127.0.0.1', '127.0.0.2')}/xapi/about`).catch(() => undefined)
      return answer?.status
    }
    const open = npmStart({ HOST: '0.0.0.0' }, '--memory')
    expect(await reaches(await ready(open))).toBe(200)
    expect(open.stdout()).toMatch(/^ {2}Open +to every machine that reaches 0\.0\.0\.0, without TLS/m)
    const closed = npmStart({}, '--memory')
    expect(await reaches(await ready(closed))).toBeUndefined()
    expect(closed.stdout()).not.toContain('Open')
  }, 60_000)

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

describe('a start that is stopped or fails before it is done', () => {
  /** A checkout of its own, so that there is no assembly yet; a file stands where its build folder would be. */
  function checkOut(name: string): string {
    const folder = path.join(temporary, name)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const part of ['bin', 'lib', 'lambdas', 'local', 'schemas', 'package.json', 'package-lock.json', 'cdk.json']) {
      cpSync(path.join(PROJECT, part), path.join(folder, part), { recursive: true })
    }
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'))
    writeFileSync(path.join(folder, '.build'), '')
    return folder
  }
  const startIn = (checkout: string, home: string) =>
    start(process.execPath, [path.join(checkout, 'bin/start.mjs')], { PORT: '0', CAIRN_HOME: home })

  it('ends at Ctrl-C in the first synthesis, and a checkout that cannot be written to has its assembly in the home', async () => {
    const checkout = checkOut('checkout-stopped')
    const home = path.join(temporary, 'home-of-checkout')
    const stopped = startIn(checkout, home)
    await stopped.says(/Synthesizing the app/)
    const isMaking = (all: Process[]) => all.some(({ words }) => words.includes('synthesis-process'))
    const children = await within(5000, () => startedBy(stopped.pid ?? 0), isMaking)
    expect(isMaking(children)).toBe(true)
    await stopped.end('SIGINT')
    expect(await stopped.ended).toEqual({ code: 0, stderr: '' })
    expect(
      await within(
        2000,
        () => stillRunning(children),
        (left) => left.length === 0,
      ),
    ).toEqual([])
    expect(readdirSync(path.join(home, 'build'))).toEqual([])

    const program = startIn(checkout, home)
    await ready(program)
    expect(startedBy(program.pid ?? 0).filter(({ words }) => /esbuild|synthesis/.test(words))).toEqual([])
    expect(readdirSync(path.join(home, 'build'))).toEqual([expect.stringMatching(/^assembly-\w+$/)])
    expect(readFileSync(path.join(checkout, '.build'), 'utf8')).toBe('')
  }, 120_000)

  it('stops the engines when the app is not sound, and says why', async () => {
    const checkout = checkOut('checkout-broken')
    writeFileSync(path.join(checkout, 'lib/app.ts'), "export const app = 'of another kind'")
    const { code, stderr } = await startIn(checkout, path.join(temporary, 'home-of-broken')).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The app is not sound: .* does not provide an export named 'createApp'\n$/)
    expect(processes().filter(({ words }) => words.includes('home-of-broken'))).toEqual([])
    expect(existsSync(path.join(temporary, 'home-of-broken/lock.json'))).toBe(false)
  }, 60_000)
})

describe('npm start says in one line', () => {
  const line = async (environment: Record<string, string>, ...options: string[]) => {
    const { code, stderr } = await npmStart(environment, ...options).ended
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return stderr
  }

  it('that the port is in use, or is no port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const said = await line({ PORT: String(port), CAIRN_HOME: path.join(temporary, 'port') })
    await new Promise((resolve) => server.close(resolve))
    expect(said).toContain(`Port ${port} is in use, perhaps by another Cairn`)
    expect(said).toMatch(/PORT=\d+ npm start\n$/)
    for (const PORT of ['eighty', '-1', '65536', '80.5', '0x50', '1e3']) {
      expect(await line({ PORT })).toBe(`PORT is ${PORT}: it must be a number from 0 to 65535\n`)
    }
    expect(await line({ HOST: '192.0.2.1' })).toMatch(/^HOST is 192\.0\.2\.1, which is no address of this machine/)
  }, 60_000)

  it('that an option is unknown, npm has swallowed it, or two make no sense together', async () => {
    expect(await line({}, '--fast')).toMatch(/^npm start does not know --fast/)
    expect(await line({ npm_config_port: '9000' })).toMatch(/: use PORT=9000 npm start$/m)
    expect(await line({}, '--memory', '--reset')).toContain('use one of them')
  })

  it('that an engine which runs elsewhere is not there', async () => {
    const home = path.join(temporary, 'elsewhere')
    for (const name of ['CAIRN_DYNAMODB_ENDPOINT', 'CAIRN_KINESIS_ENDPOINT', 'CAIRN_S3_ENDPOINT']) {
      const said = await line({ CAIRN_HOME: home, [name]: 'http://127.0.0.1:9' })
      expect(said).toMatch(new RegExp(`^${name} is http://127.0.0.1:9, and nothing answers there`))
    }
    expect(await line({ CAIRN_HOME: home, CAIRN_S3_ENDPOINT: 'localhost:9' })).toContain(
      'it must be an address such as',
    )
  }, 60_000)

  it('that the home holds other things or is no folder, and leaves it as it was', async () => {
    const folder = path.join(temporary, 'foreign')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'photo.jpg'), '')
    const before = statSync(folder)
    expect(await line({ CAIRN_HOME: folder })).toContain('is no home of Cairn')
    expect(await line({ CAIRN_HOME: folder }, '--reset')).toContain('is no home of Cairn')
    expect(await line({ CAIRN_HOME: path.join(folder, 'photo.jpg') })).toContain('it is no folder')
    expect(readdirSync(folder)).toEqual(['photo.jpg'])
    expect(statSync(folder).mode).toBe(before.mode)
    expect(statSync(folder).mtimeMs).toBe(before.mtimeMs)
  })

  it('that no home can be made there', async () => {
    expect(await line({ CAIRN_HOME: '/proc/x/y' })).toMatch(/^CAIRN_HOME \/proc\/x\/y cannot be used, no folder can be/)
  })

  it('that the home is of another version or another user, and leaves it as it was', async () => {
    const home = path.join(temporary, 'other')
    mkdirSync(home)
    writeFileSync(path.join(home, 'home.json'), '{"format":"0"}')
    expect(await line({ CAIRN_HOME: home })).toContain('was made by another version of Cairn')
    writeFileSync(path.join(home, 'home.json'), '{"format":"1"}')
    // Only root can give a file away; everybody else finds a folder that is closed.
    if (process.getuid?.() === 0) chownSync(path.join(home, 'home.json'), 12345, 12345)
    else chmodSync(home, 0)
    expect(await line({ CAIRN_HOME: home })).toMatch(/belongs to another user|has no right to it/)
    chmodSync(home, 0o755)
    expect(readdirSync(home)).toEqual(['home.json'])
  })

  it('which file of the home is damaged or lost', async () => {
    for (const file of ['home.json', 'dynamodb.sqlite', 'demo.json']) {
      const home = path.join(temporary, `damaged-${file}`)
      mkdirSync(home)
      writeFileSync(path.join(home, 'home.json'), '{"format":"1"}')
      writeFileSync(
        path.join(home, file),
        'this is not what was here, and it is long enough to be read as a header of a file',
      )
      expect(await line({ CAIRN_HOME: home })).toContain(home)
    }
    const home = path.join(temporary, 'lost-tables')
    const first = npmStart({ CAIRN_HOME: home })
    await ready(first)
    await first.end('SIGTERM')
    for (const file of ['dynamodb.sqlite', 's3']) {
      renameSync(path.join(home, file), path.join(temporary, file))
      expect(await line({ CAIRN_HOME: home })).toBe(
        `${home} is damaged, ${file} is missing: put a copy back, or begin anew with: npm start -- --reset\n`,
      )
      renameSync(path.join(temporary, file), path.join(home, file))
    }
    await ready(npmStart({ CAIRN_HOME: home }))
  }, 60_000)

  it('that there is no DynamoDB engine for this machine', async () => {
    const environment = { CAIRN_DYNAMODB: 'java', PATH: '/nowhere', CAIRN_HOME: path.join(temporary, 'java') }
    expect(await line(environment)).toMatch(/^There is no DynamoDB engine for .*: install a JDK/)
  })

  it('that Node is too old, or that the packages are not installed', async () => {
    const bin = path.join(temporary, 'checkout/bin')
    mkdirSync(bin, { recursive: true })
    copyFileSync(path.join(PROJECT, 'package.json'), path.join(bin, '../package.json'))
    const launch = async (edit: (source: string) => string) => {
      writeFileSync(path.join(bin, 'launch.mjs'), edit(readFileSync(path.join(PROJECT, 'bin/launch.mjs'), 'utf8')))
      return await start(process.execPath, [path.join(bin, 'launch.mjs'), 'bin/query.ts']).ended
    }
    const old = await launch((source) => source.replaceAll('process.versions.node', "'20.11.1'"))
    expect(old).toEqual({ code: 1, stderr: expect.stringMatching(/^Cairn needs Node 24 .*this is v20\.11\.1: .*\n$/) })
    const bare = await launch((source) => source)
    expect(bare).toEqual({ code: 1, stderr: 'The packages are not installed: run `npm ci` first.\n' })
    mkdirSync(path.join(bin, '../node_modules/ajv'), { recursive: true })
    copyFileSync(path.join(PROJECT, 'package.json'), path.join(bin, '../node_modules/ajv/package.json'))
    expect((await launch((source) => source)).stderr).toMatch(
      /^Of the packages, .* are not installed: run `npm ci` again\.$/m,
    )
  })

  it('for every command of package.json that runs a program of Cairn', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'))
    const first = (name: string) => scripts[name].split(' && ')[0]
    for (const name of ['query', 'cairn', 'bench', 'bench:scale', 'compile', 'test:jest', 'synth', 'deploy']) {
      expect(first(name)).toMatch(/^node bin\/launch\.mjs/)
    }
    expect(first('test')).toBe('npm run compile')
    expect(readFileSync(START, 'utf8')).toContain("import('./launch.mjs')")
  })
})
