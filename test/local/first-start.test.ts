/** The first start of a checkout, which synthesizes the app: it can be stopped, fail, and work where nothing may be written. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'
import { type Process, processes, startedBy, stillRunning } from '../support/processes.ts'
import { programs } from '../support/program.ts'
import { within } from '../support/waiting.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const temporary = temporaryFolder()
const start = programs(afterEach)

describe('a start that is stopped or fails before it is done', () => {
  /** A checkout of its own, so that there is no assembly yet; a file stands where its build folder would be. */
  function checkOut(name: string): string {
    const folder = path.join(temporary, name)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const part of [
      'bin',
      'lib',
      'lambdas',
      'local',
      'schemas',
      'console',
      'tsconfig.json',
      'package.json',
      'package-lock.json',
      'cdk.json',
    ]) {
      cpSync(path.join(PROJECT, part), path.join(folder, part), { recursive: true })
    }
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'))
    writeFileSync(path.join(folder, '.build'), '')
    return folder
  }
  const startIn = (checkout: string, home: string) =>
    start(process.execPath, [path.join(checkout, 'bin/start.mjs')], { PORT: '0', CAIRN_HOME: home })

  it('ends at Ctrl-C in the first synthesis, and two starts at once share one assembly, in the home where the checkout cannot be written to', async () => {
    const checkout = checkOut('checkout-stopped')
    const home = path.join(temporary, 'home-of-checkout')
    rmSync(home, { recursive: true, force: true })
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

    const besides = path.join(temporary, 'home-besides')
    rmSync(besides, { recursive: true, force: true })
    cpSync(home, besides, { recursive: true })
    rmSync(path.join(besides, 'build'), { recursive: true })
    symlinkSync(path.join(home, 'build'), path.join(besides, 'build'))
    const program = startIn(checkout, home)
    const waiting = startIn(checkout, besides)
    await Promise.all([program.says(/^Cairn is ready on /m), waiting.says(/^Cairn is ready on /m)])
    const lines = [program, waiting].map(({ stdout }) => /Synthesizing|Another start/.exec(stdout())?.[0])
    expect(lines.sort()).toEqual(['Another start', 'Synthesizing'])
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
