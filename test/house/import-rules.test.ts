/** Each import rule of biome.json bites: one file that breaks it, and one beside it that may do the same. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'

const refused = [
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import '../store/keys.ts'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import '@middy/core'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import 'node:fs'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', 'export const home = process.cwd()'],
  ['sdk-in-adapters', 'lambdas/store/x.ts', "import '@aws-sdk/client-dynamodb'"],
  ['sdk-in-adapters', 'lambdas/http/x.ts', "export const s3 = () => import('@aws-sdk/client-s3')"],
  ['sdk-in-adapters', 'lambdas/x.ts', "import '@aws-sdk/client-kinesis'"],
  ['adapters-at-the-root', 'lambdas/store/x.ts', "import './dynamodb-tables.ts'"],
  ['adapters-at-the-root', 'lambdas/http/x.ts', "import '../store/s3-objects.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/x.ts', "import '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/store/x.ts', "import '../tenancy/tenant.ts'"],
  ['inner-never-outer', 'lambdas/store/x.ts', "import type { Route } from '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/lake/x.ts', "import '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/store/dynamodb-x.ts', "import '../http/routes.ts'"],
  ['request-time-only', 'lambdas/x.ts', "import '../lib/app.ts'"],
  ['request-time-only', 'lambdas/store/x.ts', "import '../../bin/start.ts'"],
  ['only-plain-data', 'lib/x.ts', "import '../lambdas/store/keys.ts'"],
  ['synth-time-only', 'lib/x.ts', "import '@aws-sdk/client-s3'"],
  ['noProcessEnv', 'lambdas/store/x.ts', 'export const table = process.env.TABLE'],
  ['noConsole', 'lambdas/store/x.ts', "console.log('a statement')"],
  ['noDefaultExport', 'lambdas/store/x.ts', 'export default 1'],
  ['noExplicitAny', 'lambdas/store/x.ts', 'export const f = (x: any) => x'],
  ['useFilenamingConvention', 'lambdas/store/someThing.ts', 'export const x = 1'],
] as const

const allowed = [
  ['lambdas/xapi/x.ts', "import './statement.ts'\nimport '../lib/validators.compiled.js'\nimport 'node:crypto'"],
  ['lambdas/store/x.ts', "import '../xapi/statement.ts'\nimport 'node:zlib'"],
  ['lambdas/tenancy/x.ts', "import '../store/keys.ts'"],
  ['lambdas/store/dynamodb-x.ts', "import '@aws-sdk/client-dynamodb'\nimport './keys.ts'"],
  ['lambdas/x.ts', "import './store/dynamodb-tables.ts'\nimport './http/routes.ts'"],
  ['lambdas/runtime/x.ts', "import '../store/dynamodb-tables.ts'\nexport const table = process.env.TABLE"],
  [
    'lib/x.ts',
    "import '../lambdas/http/routes.ts'\nimport '../lambdas/lake/columns.ts'\nimport '../lambdas/runtime/names.ts'",
  ],
  ['test/store/x.test.ts', "import '../../lambdas/database/dynamodb-tables.ts'"],
] as const

/** What Biome says of each file, by its name: all of them linted in one run, in a project of their own. */
const diagnostics = new Map<string, string>()

/** `lambdas/x.ts` -> `lambdas/x-refused-3.ts`: each case is a file of its own. */
const nameOf = (file: string, kind: string, index: number) => file.replace(/(\.test)?\.ts$/, `-${kind}-${index}$&`)

beforeAll(() => {
  const project = mkdtempSync(join(tmpdir(), 'cairn-rules-'))
  const write = (file: string, lines: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), `${lines}\n`)
  }
  copyFileSync('biome.json', join(project, 'biome.json'))
  for (const [index, [, file, lines]] of refused.entries()) write(nameOf(file, 'refused', index), lines)
  for (const [index, [file, lines]] of allowed.entries()) write(nameOf(file, 'allowed', index), lines)
  const biome = resolve('node_modules/.bin/biome')
  const options = ['lint', '--colors=off', '--max-diagnostics=none', '--diagnostic-level=error']
  const { stdout, stderr } = spawnSync(biome, options, { cwd: project, encoding: 'utf8' })
  for (const said of (stdout + stderr).split(/\n(?=\S+\.ts(?::\d+)* )/)) {
    const file = said.trim().split(/[: ]/)[0] as string
    diagnostics.set(file, (diagnostics.get(file) ?? '') + said)
  }
  rmSync(project, { recursive: true })
})

describe('import rules', () => {
  it.each(refused.map((row, index) => [...row, index] as const))('%s: %s may not %s', (rule, file, _lines, index) => {
    expect(diagnostics.get(nameOf(file, 'refused', index))).toContain(rule)
  })

  it.each(allowed.map((row, index) => [...row, index] as const))('%s may %s', (file, _lines, index) => {
    expect(diagnostics.get(nameOf(file, 'allowed', index)) ?? '').not.toMatch(/noRestricted|noProcessEnv/)
  })
})
