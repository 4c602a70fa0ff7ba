/** The command that gives a tenant a part of the lake of its own: a workgroup, and views that name the tenant already. */
import {
  type AthenaClient,
  CreateWorkGroupCommand,
  GetWorkGroupCommand,
  UpdateWorkGroupCommand,
  type WorkGroupConfiguration,
} from '@aws-sdk/client-athena'
import { DATABASE_TAG, databaseOf, workgroupOf } from '../../lambdas/lake/tenant-names.ts'
import { VIEWS } from '../../lambdas/lake/views.ts'
import { TENANT_TAG } from '../../lambdas/runtime/names.ts'
import { type Command, type Input, type Outcome, textOf, toTenant } from './command.ts'
import { UsageError } from './failure.ts'
import { connectLake } from './lake-connection.ts'
import { runRecordedAlone } from './operator-trail.ts'

export const openLakeForTenant: Command = {
  usage: 'lake open TENANT [--scan-limit-gb GB]',
  summary: "makes a tenant's own workgroup and views, for its analysts",
  details: `  --scan-limit-gb  what one query may read; without it what the workgroup of all tenants allows

  It may be run again at any time, and must be after an update that brings new views. What analysts may read, the
  policy <stack>-analyst says: attach it to a role with the tag ${TENANT_TAG} (docs/operating.md).`,
  options: { 'scan-limit-gb': { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'lake.opened', tenant: 'argument' },
  runAlone: (input) => runRecordedAlone(openLakeForTenant, input, () => open(input)),
}

async function open({ args: [text = ''], values }: Input): Promise<Outcome> {
  const tenant = toTenant(text)
  const limit = limitOf(textOf(values, 'scan-limit-gb'))
  const { athena, sql, ...all } = await connectLake(textOf(values, 'stack'))
  const workgroup = workgroupOf(all.workgroup, tenant)
  const database = databaseOf(all.database, tenant)
  const isNew = await ensureWorkgroup(athena, { from: all.workgroup, name: workgroup, tenant, limit })
  await sql.run({ sql: `CREATE DATABASE IF NOT EXISTS ${database}` })
  for (const { name } of VIEWS) await sql.run({ sql: viewSql(database, all.database, { name, tenant }) })
  await sql.run({ sql: `CREATE OR REPLACE VIEW ${database}.freshness AS SELECT * FROM ${all.database}.freshness` })
  const json = { tenant, workgroup, database, tags: { [TENANT_TAG]: tenant, [DATABASE_TAG]: database } }
  const done = isNew ? 'is open' : 'is open as before, with the views of now'
  return {
    text: `The lake of ${tenant} ${done}: workgroup ${workgroup}, database ${database}.
Its analysts need the policy ${all.workgroup}-analyst and the tags ${TENANT_TAG}=${tenant}, ${DATABASE_TAG}=${database}.`,
    json,
  }
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const gigabytes = Number(text)
  if (!Number.isInteger(gigabytes) || gigabytes < 1 || gigabytes > 10_000)
    throw new UsageError('--scan-limit-gb takes whole gigabytes from 1 to 10000.')
  return gigabytes * 1024 ** 3
}

type View = { name: string; tenant: string }
const viewSql = (own: string, all: string, { name, tenant }: View) =>
  `CREATE OR REPLACE VIEW ${own}.${name} AS SELECT * FROM ${all}.${name} WHERE tenant = '${tenant}'`

type Wanted = { from: string; name: string; tenant: string; limit: number | undefined }

/** As the workgroup of all tenants, but for its limit and the place of its results. @returns whether it is new */
async function ensureWorkgroup(athena: AthenaClient, { from, name, tenant, limit }: Wanted): Promise<boolean> {
  const { WorkGroup: shared } = await athena.send(new GetWorkGroupCommand({ WorkGroup: from }))
  const { ResultConfiguration: results, BytesScannedCutoffPerQuery: most } = shared?.Configuration ?? {}
  const ResultConfiguration = {
    OutputLocation: `${results?.OutputLocation?.replace(/\/?$/, '/')}${tenant}/`,
    EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } as const,
  }
  const settings = { EnforceWorkGroupConfiguration: true, PublishCloudWatchMetricsEnabled: true }
  if (await exists(athena, name)) {
    const updates = { ...settings, ...(limit && { BytesScannedCutoffPerQuery: limit }) }
    const ConfigurationUpdates = { ...updates, ResultConfigurationUpdates: ResultConfiguration }
    await athena.send(new UpdateWorkGroupCommand({ WorkGroup: name, ConfigurationUpdates }))
    return false
  }
  const cutoff = limit ?? most
  const Configuration: WorkGroupConfiguration = {
    ...settings,
    ResultConfiguration,
    ...(cutoff !== undefined && { BytesScannedCutoffPerQuery: cutoff }),
  }
  const Description = `Queries on the lake of ${tenant} alone`
  await athena.send(new CreateWorkGroupCommand({ Name: name, Description, Configuration }))
  return true
}

async function exists(athena: AthenaClient, WorkGroup: string): Promise<boolean> {
  try {
    await athena.send(new GetWorkGroupCommand({ WorkGroup }))
    return true
  } catch (error) {
    if (error instanceof Error && /not found/i.test(error.message)) return false
    throw error
  }
}
