/** What stands in the way of `npm start`, told in one line each. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { runCairn } from '../support/cairn.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { npmStarter, ready, START } from '../support/npm-start.ts'
import { programs } from '../support/program.ts'
import { START_TIMEOUT } from '../support/runner.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const temporary = temporaryFolder()
const start = programs(afterEach)
const npmStart = npmStarter(start)

describe('npm start says in one line', () => {
  const line = async (environment: Record<string, string>, ...options: string[]) => {
    const { code, stderr } = await npmStart(environment, ...options).ended
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return stderr
  }

  it(
    'that the port is in use, or is no port',
    async () => {
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
    },
    START_TIMEOUT,
  )

  it('that a switch is neither on nor off', async () => {
    expect(await line({ CAIRN_IAM: 'yes' })).toBe('CAIRN_IAM is yes: it can be on or off\n')
  })

  it('that an option is unknown, npm has swallowed it, or two make no sense together', async () => {
    expect(await line({}, '--fast')).toMatch(/^npm start does not know --fast/)
    expect(await line({ npm_config_port: '9000' })).toMatch(/: use PORT=9000 npm start$/m)
    expect(await line({}, '--memory', '--reset')).toContain('use one of them')
  })

  it(
    'that an engine which runs elsewhere is not there',
    async () => {
      // Each waits for an answer.
      const elsewhere = (name: string, value: string) =>
        line({ CAIRN_HOME: path.join(temporary, `elsewhere-${name}`), [name]: value })
      const names = ['CAIRN_DYNAMODB_ENDPOINT', 'CAIRN_KINESIS_ENDPOINT', 'CAIRN_S3_ENDPOINT']
      const said = await Promise.all(names.map((name) => elsewhere(name, 'http://127.0.0.1:9')))
      for (const [at, name] of names.entries())
        expect(said[at]).toMatch(new RegExp(`^${name} is http://127.0.0.1:9, and nothing answers there`))
      expect(await elsewhere('CAIRN_S3_ENDPOINT', 'localhost:9')).toContain('it must be an address such as')
    },
    START_TIMEOUT,
  )

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

  it(
    'which file of the home is damaged',
    async () => {
      for (const file of ['home.json', 'dynamodb.sqlite', 'demo.json']) {
        const home = path.join(temporary, `damaged-${file}`)
        mkdirSync(home, { recursive: true })
        writeFileSync(path.join(home, 'home.json'), '{"format":"1"}')
        writeFileSync(
          path.join(home, file),
          'this is not what was here, and it is long enough to be read as a header of a file',
        )
        expect(await line({ CAIRN_HOME: home })).toContain(home)
      }
    },
    START_TIMEOUT,
  )

  it(
    'which file of the home is lost',
    async () => {
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
    },
    2 * START_TIMEOUT,
  )

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

describe('the cairn command says in one line', () => {
  it('that no region is set', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_CONFIG_FILE: '/dev/null' }
    const { code, err } = await runCairn(temporary, ['tenants', 'list', '--stack', 'CairnData'], environment)
    expect([code, err]).toEqual([1, expect.stringMatching(/^No AWS region is set: set AWS_REGION .*\n$/)])
  })
})
