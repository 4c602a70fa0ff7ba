/** The gate of a deployment: each function is its role, and Lambda reads streams for a function with that role too. */
import { Failure } from '../failure.ts'
import { accessKeyIdOf } from '../functions/function-environment.ts'
import { ACCOUNT } from '../template/account.ts'
import type { JsonObject } from '../template/assembly.ts'
import type { Deployment, LambdaFunction, Table } from '../template/deployment.ts'
import type { EventSourceMapping } from '../template/event-source-mapping.ts'
import type { Call } from './call.ts'
import type { HashKeyOf } from './dynamodb-accesses.ts'
import { createGate, type Gate, type GateListener, type Principal } from './gate.ts'
import type { IamOptions } from './iam-stage.ts'
import type { Permission } from './permission.ts'
import { createSessions, type Sessions, sessionArn } from './sts.ts'

/** With STS, whose sessions call as well. */
export type DeploymentIam = IamOptions & { sessions: Sessions }

/** @param now the time by which sessions end */
export function iamOf(deployment: Deployment, listener: GateListener, now: () => number): DeploymentIam {
  const { functions, tables, roles, resourcePolicies } = deployment
  const principals = new Map(functions.map((fn) => [accessKeyIdOf(fn), principalOf(deployment, fn)]))
  const callerOf = (accessKeyId: string, call: Call): Principal | 'expired' | undefined =>
    principals.get(accessKeyId) ?? sessions.callerOf(call) ?? personOf(deployment, accessKeyId)
  const sessions: Sessions = createSessions({ roles, now })
  return {
    gate: createGate(resourcePolicies, listener),
    principalOf: callerOf,
    hashKeyOf: hashKeysOf(tables),
    sessions,
  }
}

/** `PERSON;tenant=demo`: somebody with these tags, and with the policies that are by tags. */
function personOf({ taggedPolicies }: Deployment, accessKeyId: string): Principal | undefined {
  const [kind, ...pairs] = accessKeyId.split(';')
  if (kind !== 'PERSON') return undefined
  const tags = Object.fromEntries(pairs.map((pair) => pair.split('=')))
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/Person/${Object.values(tags).join('-') || 'nobody'}`
  return { arn, policies: taggedPolicies, tags }
}

/** @throws Failure for a function whose role is nowhere in the templates */
export function principalOf({ roles }: Deployment, { name, roleArn }: LambdaFunction): Principal {
  const role = roles.find(({ arn }) => arn === roleArn)
  if (role === undefined) throw new Failure(`The role ${roleArn} of ${name} is not in the templates`)
  return { arn: sessionArn(role, name), policies: role.policies }
}

export function hashKeysOf(tables: readonly Table[]): HashKeyOf {
  const keys = new Map(tables.flatMap(({ name, arn, schema }) => [name, arn].map((id) => [id, schema] as const)))
  return (table, index) => {
    const schema = keys.get(table)
    const indexes = [...((schema?.GlobalSecondaryIndexes ?? []) as JsonObject[]), ...localIndexes(schema)]
    const owner = index === undefined ? schema : indexes.find(({ IndexName }) => IndexName === index)
    const keySchema = (owner?.KeySchema ?? []) as { AttributeName: string; KeyType: string }[]
    return keySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName
  }
}

const localIndexes = (schema: JsonObject | undefined) => (schema?.LocalSecondaryIndexes ?? []) as JsonObject[]

/** What Lambda asks of a function's role to feed it: without it a deployment fails, or what failed is lost. */
export async function requireStreamRights(deployment: Deployment, gate: Gate): Promise<void> {
  for (const mapping of deployment.eventSourceMappings) {
    const fn = deployment.functions.find(({ name }) => name === mapping.functionName)
    if (fn === undefined) continue
    for (const permission of streamPermissions(mapping)) {
      const refusal = await gate.refusalOf(principalOf(deployment, fn), permission)
      if (refusal !== undefined) throw new Failure(`${mapping.name} cannot be fed from its stream. ${refusal}`)
    }
  }
}

const STREAM_ACTIONS = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards']

function streamPermissions({ streamArn, failureBucket, uuid }: EventSourceMapping): Permission[] {
  const on = (action: string, resource: string): Permission => ({ action, resource, context: {} })
  const reads = STREAM_ACTIONS.map((action) => on(`kinesis:${action}`, streamArn))
  if (failureBucket === undefined) return reads
  const bucket = `arn:aws:s3:::${failureBucket}`
  return [...reads, on('s3:ListBucket', bucket), on('s3:PutObject', `${bucket}/aws/lambda/${uuid}/shard`)]
}
