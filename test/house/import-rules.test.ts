/** Each import rule of biome.json bites: one file that breaks it, and one beside it that may do the same. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../support/during-tests.ts'

const refused = [
  ['domain-is-pure', 'lambdas/json/x.ts', "import '../xapi/errors.ts'"],
  ['domain-is-pure', 'lambdas/json/x.ts', "import 'node:fs'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import '../database/tables.ts'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import '@middy/core'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', "import 'node:fs'"],
  ['domain-is-pure', 'lambdas/xapi/x.ts', 'export const home = process.cwd()'],
  ['sdk-in-adapters', 'lambdas/database/x.ts', "import '@aws-sdk/client-dynamodb'"],
  ['sdk-in-adapters', 'lambdas/statements/batch/x.ts', "import '@aws-sdk/client-s3'"],
  ['sdk-in-adapters', 'lambdas/http/x.ts', "export const s3 = () => import('@aws-sdk/client-s3')"],
  ['sdk-in-adapters', 'lambdas/x.ts', "import '@aws-sdk/client-kinesis'"],
  ['adapters-at-the-root', 'lambdas/database/x.ts', "import './dynamodb-tables.ts'"],
  ['adapters-at-the-root', 'lambdas/statements/write/x.ts', "import '../../database/dynamodb-tables.ts'"],
  ['adapters-at-the-root', 'lambdas/http/xapi/x.ts', "import '../../database/s3-objects.ts'"],
  ['adapters-at-the-root', 'lambdas/tenancy/x.ts', "import '../database/sts-tenant-role.ts'"],
  ['inner-never-outer', 'lambdas/database/x.ts', "import '../tenancy/tenant-id.ts'"],
  ['inner-never-outer', 'lambdas/database/dynamodb-x.ts', "import '../statements/store.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/x.ts', "import '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/x.ts', "import '../statements/store.ts'"],
  ['inner-never-outer', 'lambdas/activities/x.ts', "import '../statements/store.ts'"],
  ['inner-never-outer', 'lambdas/documents/x.ts', "import '../activities/activity-store.ts'"],
  ['inner-never-outer', 'lambdas/statements/x.ts', "import type { Route } from '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/statements/x.ts', "import '../runtime/compose.ts'"],
  ['inner-never-outer', 'lambdas/statements/batch/x.ts', "import '../index/claim-item.ts'"],
  ['inner-never-outer', 'lambdas/statements/index/x.ts', "import '../write/add.ts'"],
  ['inner-never-outer', 'lambdas/statements/follow/x.ts', "import '../write/add.ts'"],
  ['inner-never-outer', 'lambdas/statements/write/x.ts', "import '../maintenance/rebuild.ts'"],
  ['inner-never-outer', 'lambdas/statements/read/x.ts', "import '../write/add.ts'"],
  ['inner-never-outer', 'lambdas/lake/x.ts', "import '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/lake/x.ts', "import '../statements/index/lists.ts'"],
  ['inner-never-outer', 'lambdas/http/x.ts', "import '../lake/row.ts'"],
  ['sdk-in-adapters', 'lambdas/audit/x.ts', "import '@aws-sdk/client-kinesis'"],
  ['sdk-in-adapters', 'lambdas/evidence/x.ts', "import '@aws-sdk/client-kms'"],
  ['sdk-in-adapters', 'lambdas/http/admin/x.ts', "import '@aws-sdk/client-dynamodb'"],
  ['adapters-at-the-root', 'lambdas/audit/x.ts', "import './kinesis-trail.ts'"],
  ['adapters-at-the-root', 'lambdas/evidence/x.ts', "import './kms-signer.ts'"],
  ['adapters-at-the-root', 'lambdas/evidence/x.ts', "import './s3-evidence.ts'"],
  ['adapters-at-the-root', 'lambdas/http/admin/x.ts', "import '../../database/sts-tenant-role.ts'"],
  ['adapters-at-the-root', 'lambdas/tenancy/people/x.ts', "import '../../database/dynamodb-tables.ts'"],
  ['inner-never-outer', 'lambdas/audit/x.ts', "import '../statements/index/lists.ts'"],
  ['inner-never-outer', 'lambdas/audit/x.ts', "import '../lake/columns.ts'"],
  ['inner-never-outer', 'lambdas/audit/x.ts', "import '../evidence/records.ts'"],
  ['inner-never-outer', 'lambdas/evidence/x.ts', "import '../statements/write/add.ts'"],
  ['inner-never-outer', 'lambdas/evidence/x.ts', "import '../lake/writer.ts'"],
  ['inner-never-outer', 'lambdas/evidence/x.ts', "import '../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/evidence/x.ts', "import '../runtime/compose.ts'"],
  ['inner-never-outer', 'lambdas/statements/x.ts', "import '../evidence/records.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/x.ts', "import '../audit/entry.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/people/x.ts', "import '../usage/usage-item.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/people/x.ts', "import '../registry.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/people/x.ts', "import '../../http/routes.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/quotas/x.ts', "import '../people/issuer.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/quotas/x.ts', "import '../registry.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/usage/x.ts', "import '../quotas/bucket.ts'"],
  ['inner-never-outer', 'lambdas/tenancy/usage/x.ts', "import '../../audit/entry.ts'"],
  ['inner-never-outer', 'lambdas/http/admin/x.ts', "import '../../runtime/compose.ts'"],
  ['request-time-only', 'lambdas/audit/x.ts', "import '../../lib/app.ts'"],
  ['request-time-only', 'lambdas/evidence/x.ts', "import '../../bin/start.ts'"],
  ['request-time-only', 'lambdas/http/admin/x.ts', "import '../../../lib/app.ts'"],
  ['inner-never-outer', 'lambdas/http/protocol/x.ts', "import '../xapi/about-resource.ts'"],
  ['inner-never-outer', 'lambdas/http/protocol/x.ts', "import '../routes.ts'"],
  ['inner-never-outer', 'lambdas/http/protocol/x.ts', "import '../../statements/store.ts'"],
  ['request-time-only', 'lambdas/x.ts', "import '../lib/app.ts'"],
  ['request-time-only', 'lambdas/documents/x.ts', "import '../../bin/start.ts'"],
  ['request-time-only', 'lambdas/statements/read/x.ts', "import '../../../local/start.ts'"],
  ['only-plain-data', 'lib/x.ts', "import '../lambdas/statements/store.ts'"],
  ['synth-time-only', 'lib/x.ts', "import '@aws-sdk/client-s3'"],
  ['synth-time-only', 'lib/x.ts', "import '../local/start.ts'"],
  ['template-is-all', 'local/x.ts', "import '../lambdas/http/routes.ts'"],
  ['template-is-all', 'local/home/x.ts', "import '../../lambdas/http/routes.ts'"],
  ['template-is-all', 'local/template/x.ts', "import '../../lambdas/lake/columns.ts'"],
  ['template-is-all', 'local/template/x.ts', "import '../../lib/app.ts'"],
  ['template-is-all', 'local/engines/x.ts', "import '../../lambdas/http/routes.ts'"],
  ['template-is-all', 'local/engines/x.ts', "export const lib = () => import('../../lib/synth.ts')"],
  ['template-is-all', 'local/functions/x.ts', "import '../../lambdas/statements.ts'"],
  ['template-is-all', 'local/stream/x.ts', "import '../../lambdas/statements/batch/blocks.ts'"],
  ['template-is-all', 'local/gateway/x.ts', "import '../../lambdas/http/routes.ts'"],
  ['template-is-all', 'local/demo/x.ts', "import '../../lambdas/tenancy/registry.ts'"],
  ['runner-is-started', 'local/x.ts', "import '../bin/start.ts'"],
  ['runner-is-started', 'local/engines/x.ts', "import '../../bench/engine.ts'"],
  ['runner-is-started', 'local/demo/demo-tenants-process.ts', "import '../../bin/start.ts'"],
  ['inner-never-outer', 'local/home/x.ts', "import '../engines/engines.ts'"],
  ['inner-never-outer', 'local/home/x.ts', "import '../template/assembly.ts'"],
  ['inner-never-outer', 'local/home/x.ts', "import type { Local } from '../start.ts'"],
  ['inner-never-outer', 'local/template/x.ts', "import '../home/home.ts'"],
  ['inner-never-outer', 'local/template/x.ts', "import '../engines/provision.ts'"],
  ['inner-never-outer', 'local/engines/x.ts', "import '../functions/function-pool.ts'"],
  ['inner-never-outer', 'local/engines/x.ts', "import '../stream/signal.ts'"],
  ['inner-never-outer', 'local/functions/x.ts', "import '../gateway/http-event.ts'"],
  ['inner-never-outer', 'local/functions/x.ts', "import type { Signal } from '../stream/signal.ts'"],
  ['inner-never-outer', 'local/stream/x.ts', "import '../gateway/gateway.ts'"],
  ['inner-never-outer', 'local/stream/x.ts', "import '../banner.ts'"],
  ['inner-never-outer', 'local/gateway/x.ts', "import '../stream/signal.ts'"],
  ['inner-never-outer', 'local/gateway/x.ts', "import '../demo/demo-tenants.ts'"],
  ['inner-never-outer', 'local/demo/x.ts', "import '../gateway/gateway.ts'"],
  ['inner-never-outer', 'local/demo/demo-tenants-process.ts', "import '../stream/signal.ts'"],
  ['noProcessEnv', 'lambdas/database/x.ts', 'export const table = process.env.TABLE'],
  ['noConsole', 'lambdas/statements/x.ts', "console.log('a statement')"],
  ['noDefaultExport', 'lambdas/statements/x.ts', 'export default 1'],
  ['noExplicitAny', 'lambdas/statements/x.ts', 'export const f = (x: any) => x'],
  ['useFilenamingConvention', 'lambdas/statements/someThing.ts', 'export const x = 1'],
] as const

const allowed = [
  ['lambdas/json/x.ts', "import './text.ts'"],
  [
    'lambdas/xapi/x.ts',
    "import './statement.ts'\nimport '../json/text.ts'\nimport './validators.compiled.js'\nimport 'node:crypto'",
  ],
  ['lambdas/database/dynamodb-x.ts', "import '@aws-sdk/client-dynamodb'\nimport './tables.ts'"],
  ['lambdas/database/sts-x.ts', "import '@aws-sdk/client-sts'\nimport './tables.ts'"],
  ['lambdas/tenancy/x.ts', "import '../database/tables.ts'"],
  ['lambdas/tenancy/x.ts', "import './people/members.ts'\nimport './quotas/bucket.ts'"],
  ['lambdas/tenancy/quotas/x.ts', "import '../usage/usage-item.ts'\nimport '../tenant-id.ts'"],
  ['lambdas/audit/x.ts', "import '../statements/batch/sequence.ts'\nimport '../runtime/log.ts'"],
  ['lambdas/evidence/x.ts', "import '../audit/entry.ts'\nimport '../statements/index/lists.ts'"],
  ['lambdas/evidence/kms-x.ts', "import '@aws-sdk/client-kms'\nimport './signer.ts'"],
  ['lambdas/http/admin/x.ts', "import '../../lake/views.ts'\nimport '../../audit/entry.ts'"],
  ['lambdas/statements/batch/x.ts', "import '../../xapi/statement.ts'\nimport 'node:zlib'"],
  ['lambdas/statements/write/x.ts', "import '../follow/references-and-voids.ts'\nimport '../index/lists.ts'"],
  ['lambdas/lake/x.ts', "import '../statements/batch/blocks.ts'\nimport '../runtime/log.ts'"],
  ['lambdas/http/xapi/x.ts', "import '../protocol/request.ts'\nimport '../../xapi/errors.ts'"],
  ['lambdas/http/protocol/x.ts', "import '../../xapi/errors.ts'\nimport '../../runtime/log.ts'"],
  ['lambdas/x.ts', "import './database/dynamodb-tables.ts'\nimport './http/routes.ts'"],
  ['lambdas/runtime/x.ts', "import '../database/dynamodb-tables.ts'\nexport const table = process.env.TABLE"],
  [
    'lib/x.ts',
    "import '../lambdas/http/routes.ts'\nimport '../lambdas/lake/columns.ts'\nimport '../lambdas/runtime/names.ts'",
  ],
  [
    'local/x.ts',
    "import '../lambdas/runtime/names.ts'\nimport './demo/demo-tenants.ts'\nimport './gateway/gateway.ts'",
  ],
  ['local/home/x.ts', "import '../failure.ts'\nimport '../waiting.ts'"],
  ['local/template/x.ts', "import '../failure.ts'\nexport const lib = () => import('../../lib/synth.ts')"],
  ['local/engines/x.ts', "import '../home/home.ts'\nimport '../template/deployment.ts'\nimport '../waiting.ts'"],
  ['local/functions/x.ts', "import '../engines/engines.ts'\nimport '../template/deployment.ts'"],
  ['local/stream/x.ts', "import '../engines/aws-calls.ts'\nimport '../functions/function-pool.ts'"],
  ['local/gateway/x.ts', "import '../functions/function-pool.ts'\nimport '../template/http-api.ts'"],
  ['local/demo/demo-tenants-process.ts', "import '../../lambdas/tenancy/registry.ts'\nimport './demo-tenants.ts'"],
  ['test/database/x.test.ts', "import '../../lambdas/database/dynamodb-tables.ts'"],
] as const

/** What Biome says of each file, by its name: all of them linted in one run, in a project of their own. */
const diagnostics = new Map<string, string>()

/** `lambdas/x.ts` -> `lambdas/x-refused-3.ts`: each case is a file of its own. */
const nameOf = (file: string, kind: string, index: number) => file.replace(/(\.test)?\.ts$/, `-${kind}-${index}$&`)

const project = temporaryFolder()

beforeAll(() => {
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
})

describe('import rules', () => {
  it.each(refused.map((row, index) => [...row, index] as const))('%s: %s may not %s', (rule, file, _lines, index) => {
    expect(diagnostics.get(nameOf(file, 'refused', index))).toContain(rule)
  })

  it.each(allowed.map((row, index) => [...row, index] as const))('%s may %s', (file, _lines, index) => {
    expect(diagnostics.get(nameOf(file, 'allowed', index)) ?? '').not.toMatch(/noRestricted|noProcessEnv/)
  })
})
