/** Where SQL is asked: the Athena of the local runner, or that of a deployment with the caller's own credentials. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena'
import { systemClock } from '../../lambdas/database/clock.ts'
import { createAthenaClient, createAthenaSql } from '../../lambdas/lake/athena-sql.ts'
import { createStateObjects } from '../../lambdas/lake/freshness/s3-state.ts'
import { type Freshness, readFreshness } from '../../lambdas/lake/freshness/state.ts'
import type { Sql } from '../../lambdas/lake/sql.ts'
import { DATABASE_TAG, databaseOf, workgroupOf } from '../../lambdas/lake/tenant-names.ts'
import { TENANT_TAG } from '../../lambdas/runtime/names.ts'
import { Failure } from './failure.ts'

/** The workgroup and the database of all tenants. */
export type LakeNames = { workgroup: string; database: string }
export type LakeConnection = LakeNames & {
  athena: AthenaClient
  sql: Sql
  region: string
  freshness(): Promise<Freshness | undefined>
}
type EndpointFile = { athena?: LakeNames & { endpoint: string; gate: string; region: string }; store?: { s3: string } }

/**
 * @param stack that holds the data, as in the other commands
 * @param analystOf the tenant in whose workgroup and views the queries run, and in whose rights on the local runner
 */
export async function connectLake(stack: string | undefined, analystOf?: string): Promise<LakeConnection> {
  const names = stack === undefined ? useRunner(analystOf) : namesOf(stack)
  const own =
    analystOf === undefined
      ? names
      : { workgroup: workgroupOf(names.workgroup, analystOf), database: databaseOf(names.database, analystOf) }
  const athena = createAthenaClient()
  const region = await athena.config.region().catch(() => {
    throw new Failure('No AWS region is set: set AWS_REGION to the one of the stack, as in AWS_REGION=eu-central-1.')
  })
  const freshness = () => freshnessOf(athena, own.workgroup)
  const through = async () => (await freshness())?.through
  return { ...names, athena, sql: createAthenaSql(athena, { ...own, clock: systemClock, through }), region, freshness }
}

/** `CairnData` -> the workgroup `CairnLake` and the database `cairn`. */
function namesOf(stack: string): LakeNames {
  const prefix = stack.replace(/Data$/, '')
  return { workgroup: `${prefix}Lake`, database: prefix.toLowerCase() }
}

function useRunner(analystOf: string | undefined): LakeNames {
  const home = resolve(process.env.CAIRN_HOME || '.cairn')
  const { athena, store } = readEndpoint(home)
  if (athena === undefined || store === undefined)
    throw new Failure(`The Cairn that runs in ${home} is older than this command.`)
  const { gate, endpoint, region, workgroup, database } = athena
  delete process.env.AWS_PROFILE
  const person = `PERSON;${TENANT_TAG}=${analystOf};${DATABASE_TAG}=${databaseOf(database, analystOf ?? '')}`
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: analystOf === undefined ? 'local' : person,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_ATHENA: analystOf === undefined ? endpoint : gate,
    AWS_ENDPOINT_URL_S3: analystOf === undefined || gate === endpoint ? store.s3 : gate,
  })
  return { workgroup, database }
}

function readEndpoint(home: string): EndpointFile {
  try {
    return JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8'))
  } catch {
    throw new Failure(`Cairn does not run in ${home}: start it with npm start, or name a stack in AWS with --stack.`)
  }
}

/** The lake's bucket is where its workgroup puts results. Nobody is kept from asking by not knowing how fresh it is. */
async function freshnessOf(athena: AthenaClient, WorkGroup: string): Promise<Freshness | undefined> {
  const { WorkGroup: group } = await athena.send(new GetWorkGroupCommand({ WorkGroup }))
  const location = group?.Configuration?.ResultConfiguration?.OutputLocation ?? ''
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(location) ?? []
  if (bucket === undefined) return undefined
  return readFreshness(createStateObjects(bucket)).catch(() => undefined)
}
