/** Every command runs right after `npm ci`: what a fresh clone does not have, it makes. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'

const PROJECT = join(import.meta.dirname, '../..')
const NOT_CLONED = ['node_modules', '.git', '.cairn', '.build', 'cdk.out', 'coverage', 'validators.compiled.js']
const clone = join(temporaryFolder(), 'clone')
const COMPILED = join(clone, 'lambdas/xapi/validators.compiled.js')

beforeAll(() => {
  cpSync(PROJECT, clone, { recursive: true, filter: (file) => !NOT_CLONED.includes(basename(file)) })
  symlinkSync(join(PROJECT, 'node_modules'), join(clone, 'node_modules'))
})

function run(...words: string[]) {
  const env = { PATH: process.env.PATH, CAIRN_HOME: join(clone, 'no-home'), NODE_NO_WARNINGS: '1' }
  return new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, words, { cwd: clone, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err })
    })
  })
}

// Each in its turn: what one of them makes must not be what helps another.
it.each([
  ['cairn', ['bin/cairn.mjs', 'tenants', 'list'], 1, /^Cairn does not run in /],
  ['query', ['bin/query.ts', '--csv', 'SELECT 1 AS one'], 0, /^one\r\n1\r\n/],
  ['start', ['bin/start.mjs', '--help'], 0, /^Usage: npm start/],
  ['bench', ['bench/bench.ts', '--help'], 0, /^Usage: npm run bench/],
  ['bench, of an unknown option', ['bench/bench.ts', '--fast'], 2, /^This takes no --fast/],
  ['bench, of its version', ['bench/bench.ts', '--version'], 0, /^\d+\.\d+\.\d+\n$/],
  ['bench:scale', ['bench/scale.ts', '--help'], 0, /^Usage: .*npm run bench:scale/],
])('runs in a fresh clone: %s', async (_, words, code, said) => {
  rmSync(COMPILED, { force: true })
  expect(await run(...words)).toEqual({ code, said: expect.stringMatching(said) })
})

it('says in one line that it runs from a clone, where it is below node_modules', async () => {
  const installed = join(clone, 'elsewhere/node_modules/cairn-lrs/bin')
  mkdirSync(installed, { recursive: true })
  cpSync(join(PROJECT, 'bin/cairn.mjs'), join(installed, 'cairn.mjs'))
  const said = expect.stringMatching(/^Cairn runs from a clone of its repository, .*\n$/)
  expect(await run(join(installed, 'cairn.mjs'), '--version')).toEqual({ code: 1, said })
})
