/** Where a command works: on the local runner, or on a stack in AWS with the caller's own credentials. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Clock, systemClock } from '../../lambdas/database/clock.ts'
import { createScanner } from '../../lambdas/database/dynamodb-scan.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import type { Scanner } from '../../lambdas/database/scan.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { clockSkew } from './dynamodb-clock.ts'
import { Failure } from './failure.ts'
import { findNames } from './stack-names.ts'

export type Names = { [variable: string]: string }
export type Deployment = {
  tables: Tables
  scanner: Scanner
  objects: Objects
  clock: Clock
  /** Of its tables, buckets and stream, by the variables they are known as. */
  names: Names
  /** Whether it is the local runner, where everything is quicker. */
  isLocal: boolean
  /** Where the local runner restores tables: the engine itself can't. */
  backups?: string
  /** Whether the table `Documents` is known. */
  hasDocuments: boolean
  /** Milliseconds that this machine's clock is ahead of DynamoDB's, where that is known. */
  skew(): Promise<number | undefined>
}

/** @param stack the name of the stack that holds the data; without it the environment's names, or the local runner */
export async function connect(stack: string | undefined): Promise<Deployment> {
  const given = stack === undefined ? namesOfEnvironment() : await findNames(stack)
  const { names, backups } = given === undefined ? namesOfRunner() : { names: given }
  const { STATEMENTS_TABLE: statements, INDEX_TABLE: index, CONTROL_TABLE: control, CONTENT_BUCKET: content } = names
  if (!statements || !index || !control || !content) throw new Failure(`Not all of ${NEEDED.join(', ')} are known.`)
  // Only what removes a tenant looks into it.
  const { DOCUMENTS_TABLE: documents, AUDIT_TABLE: audit } = names
  const tableNames = { statements, index, control, ...(documents && { documents }), ...(audit && { audit }) }
  const parts = {
    tables: createTables(tableNames),
    scanner: createScanner(tableNames),
    objects: createObjects(content),
  }
  const known = { names, isLocal: given === undefined, hasDocuments: Boolean(documents), ...(backups && { backups }) }
  return { ...parts, ...known, clock: systemClock, skew: () => clockSkew(control) }
}

/** Each is asked for by the commands that need it. */
const OTHERS = [
  ENV.documentsTable,
  ENV.auditTable,
  ENV.lakeBucket,
  ENV.statementStream,
  ENV.evidenceBucket,
  ENV.evidenceKey,
]
const NEEDED = [ENV.statementsTable, ENV.indexTable, ENV.controlTable, ENV.contentBucket]

function namesOfEnvironment(): Names | undefined {
  const present = NEEDED.filter((name) => process.env[name])
  if (present.length === 0) return undefined
  const missing = NEEDED.filter((name) => !process.env[name])
  if (missing.length > 0) throw new Failure(`The environment has ${present.join(', ')}, but not ${missing.join(', ')}.`)
  return Object.fromEntries([...NEEDED, ...OTHERS].map((name) => [name, process.env[name] ?? '']))
}

type EndpointFile = {
  store?: {
    dynamodb: string
    s3: string
    kinesis?: string
    kms?: string
    backups?: string
    region: string
    names: Names
  }
}

function namesOfRunner(): { names: Names; backups?: string } {
  const home = resolve(process.env.CAIRN_HOME || '.cairn')
  let file: EndpointFile
  try {
    file = JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8'))
  } catch {
    throw new Failure(`Cairn does not run in ${home}: start it with npm start, or name a stack in AWS with --stack.`)
  }
  if (file.store === undefined) throw new Failure(`The Cairn that runs in ${home} is older than this command.`)
  const { dynamodb, s3, kinesis, kms, backups, region, names } = file.store
  // The clients take these from the environment, and the caller's own profile must not send them to AWS.
  delete process.env.AWS_PROFILE
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_S3: s3,
    ...(kinesis !== undefined && { AWS_ENDPOINT_URL_KINESIS: kinesis }),
    ...(kms !== undefined && { AWS_ENDPOINT_URL_KMS: kms }),
  })
  return { names, ...(backups !== undefined && { backups }) }
}
