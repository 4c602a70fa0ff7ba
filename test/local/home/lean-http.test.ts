/** What a program loads beside what it needs is paid at every start. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'

const LEAN_HTTP = fileURLToPath(new URL('../../../local/home/lean-http.cjs', import.meta.url))
const TELL = "import 'node:http'\nconsole.log(process.moduleLoadList.some((name) => name.includes('undici/undici')))"

const loadsUndici = (...options: string[]) =>
  spawnSync(process.execPath, [...options, '--input-type=module', '--eval', TELL], { encoding: 'utf8' }).stdout.trim()

describe('a program that imports node:http', () => {
  it('loads no undici with it', () => {
    expect(loadsUndici('--require', LEAN_HTTP)).toBe('false')
  })

  it('needs to be told so: without that, this Node loads it', () => {
    expect(loadsUndici()).toBe('true')
  })
})
