/** What is deployed of each function: it loads by itself, and carries nothing that it does not need. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { bundleFunction, functionNames } from '../../lib/bundle.ts'
import { temporaryFolder } from '../support/during-tests.ts'

const folder = temporaryFolder()

const names = await functionNames()
const bundles = new Map(
  await Promise.all(names.map(async (name) => [name, await bundleFunction(name, join(folder, name))] as const)),
)
const outputsOf = (name: string) => Object.values(bundles.get(name)?.metafile.outputs ?? {})

describe('bundles', () => {
  it('are made of every file directly in lambdas/', () => {
    expect(names).toEqual(expect.arrayContaining(['documents', 'fallback', 'lake-writer', 'statements']))
    for (const name of names) expect(existsSync(join(folder, name, 'index.mjs'))).toBe(true)
  })

  it.each(names)('%s can be loaded in an empty environment, and exports a handler', (name) => {
    const file = pathToFileURL(join(folder, name, 'index.mjs'))
    const load = `const { handler } = await import('${file}'); process.stdout.write(typeof handler)`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', load], {
      env: {},
      encoding: 'utf8',
    })
    expect([stdout, stderr.slice(-500)]).toEqual(['function', ''])
  })

  it.each(names)('%s imports nothing but Node, and bowser, which Node never reaches', (name) => {
    const external = outputsOf(name).flatMap(({ imports }) => imports.filter((one) => one.external))
    expect(outputsOf(name)).not.toEqual([])
    expect(external.map(({ path }) => path).filter((path) => !isBuiltin(path) && path !== 'bowser')).toEqual([])
  })

  it('lead a debugger to their source, where it asks for that and the folder was moved since', async () => {
    await bundleFunction('lake-writer', join(folder, 'debugged'), { sourceMaps: true })
    renameSync(join(folder, 'debugged'), join(folder, 'moved'))
    const map = sourceMapIn(readFileSync(join(folder, 'moved/index.mjs'), 'utf8'))
    const sources = map.sources.map((source) => new URL(source, map.sourceRoot).href)
    expect(sources).toContain(pathToFileURL(join(import.meta.dirname, '../../lambdas/lake-writer.ts')).href)
  })

  it('statements stays within 620 kB, without the AJV compiler and the chain of credentials', () => {
    const outputs = outputsOf('statements')
    expect(outputs.reduce((sum, output) => sum + output.bytes, 0)).toBeLessThanOrEqual(620_000)
    expect(readdirSync(join(folder, 'statements'))).not.toContain('index.mjs.map')
    const inputs = outputs.flatMap((output) => Object.keys(output.inputs))
    expect(
      inputs.filter((input) => /ajv\/dist\/compile\/index|credential-provider-(node|sso|ini)/.test(input)),
    ).toEqual([])
    expect(inputs.some((input) => input.endsWith('lambdas/runtime/aws-credentials.ts'))).toBe(true)
  })
})

function sourceMapIn(code: string): { sources: string[]; sourceRoot: string } {
  const [, encoded = ''] = /^\/\/# sourceMappingURL=data:application\/json;base64,(.+)$/m.exec(code) ?? []
  return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
}
