/** The permissions that AWS asks for, call by call. */
import { ACCOUNT, REGION } from '../template/account.ts'
import type { Json, JsonObject } from '../template/assembly.ts'
import type { Call } from './call.ts'
import { dynamodbAccesses, type HashKeyOf } from './dynamodb-accesses.ts'
import { type Permission, UnknownOperation } from './permission.ts'
import { s3Permissions } from './s3-permissions.ts'
import { tagsOf } from './sts.ts'

export function permissionsOf(call: Call, hashKeyOf: HashKeyOf): Permission[] {
  if (call.service === 's3') return s3Permissions(call)
  if (call.service === 'dynamodb') return dynamodbPermissions(call, hashKeyOf)
  if (call.service === 'kinesis') return [kinesisPermission(call)]
  if (call.service === 'athena') return [athenaPermission(call)]
  if (call.service === 'glue') return gluePermissions(call)
  if (call.service === 'kms') return [kmsPermission(call)]
  return stsPermissions(call)
}

/** Who asks who it is needs no right. */
function stsPermissions(call: Call): Permission[] {
  if (call.operation === 'GetCallerIdentity') return []
  const { RoleArn, RoleSessionName } = call.input
  const resource = typeof RoleArn === 'string' ? RoleArn : '*'
  const tags = tagsOf(call)
  const context: Permission['context'] = {
    'sts:RoleSessionName': () => (typeof RoleSessionName === 'string' ? RoleSessionName : undefined),
    // A call without tags has no such keys at all.
    ...(tags.length > 0 && { 'aws:TagKeys': () => tags.map(([key]) => key) }),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, () => value])),
  }
  const actions = [call.operation, ...(tags.length > 0 ? ['TagSession'] : [])]
  return actions.map((action) => ({ action: `sts:${action}`, resource, context }))
}

/** Operations on no table. */
const ON_ALL = new Set(['ListTables', 'DescribeLimits', 'DescribeEndpoints'])

function dynamodbPermissions(call: Call, hashKeyOf: HashKeyOf): Permission[] {
  if (ON_ALL.has(call.operation)) return [{ action: `dynamodb:${call.operation}`, resource: '*', context: {} }]
  const accesses = dynamodbAccesses(call.operation, call.input, hashKeyOf)
  if (accesses === undefined) throw new UnknownOperation(`dynamodb:${call.operation}`)
  return accesses.map(({ action, table, index, statement, ...about }) => ({
    action: `dynamodb:${action}`,
    resource: `${tableArn(table)}${index === undefined ? '' : `/index/${index}`}`,
    ...(statement !== undefined && { statement }),
    context: {
      'dynamodb:LeadingKeys': about.leadingKeys,
      'dynamodb:Attributes': about.attributes,
      'dynamodb:Select': () => about.select,
      'dynamodb:ReturnValues': () => about.returnValues,
      'dynamodb:EnclosingOperation': () => about.enclosing,
      'dynamodb:FullTableScan': () => about.fullTableScan,
    },
  }))
}

const tableArn = (table: string) =>
  table.startsWith('arn:') ? table : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`

function kinesisPermission({ operation, input }: Call): Permission {
  const { StreamARN, StreamName } = input
  if (typeof StreamARN !== 'string' && typeof StreamName !== 'string')
    throw new UnknownOperation(`kinesis:${operation} that names no stream`)
  const resource =
    typeof StreamARN === 'string' ? StreamARN : `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${String(StreamName)}`
  return { action: `kinesis:${operation}`, resource, context: {} }
}

function kmsPermission({ operation, input }: Call): Permission {
  const key = String(input.KeyId ?? '')
  const resource = key.startsWith('arn:') ? key : `arn:aws:kms:${REGION}:${ACCOUNT}:key/${key}`
  return { action: `kms:${operation}`, resource, context: {} }
}

/** Operations on no workgroup. */
const ON_NO_GROUP = new Set(['ListWorkGroups', 'ListDataCatalogs', 'ListEngineVersions'])

/** Of a query that began, its workgroup stands in the input: who asks for the rights puts it there. */
function athenaPermission({ operation, input }: Call): Permission {
  if (ON_NO_GROUP.has(operation)) return { action: `athena:${operation}`, resource: '*', context: {} }
  const group = operation === 'CreateWorkGroup' ? input.Name : (input.WorkGroup ?? 'primary')
  const resource = `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${String(group)}`
  return { action: `athena:${operation}`, resource, context: {} }
}

/** A table is reached through its database and the catalog: each of them is asked for. */
function gluePermissions({ operation, input }: Call): Permission[] {
  const nameIn = (part: Json | undefined) => (part as JsonObject | undefined)?.Name
  const database = input.DatabaseName ?? nameIn(input.DatabaseInput) ?? input.Name
  const table = input.DatabaseName === undefined ? undefined : (input.Name ?? nameIn(input.TableInput))
  if (typeof database !== 'string') throw new UnknownOperation(`glue:${operation}`)
  const parts = [
    'catalog',
    `database/${database}`,
    ...(table === undefined ? [] : [`table/${database}/${String(table)}`]),
  ]
  return parts.map((part) => ({
    action: `glue:${operation}`,
    resource: `arn:aws:glue:${REGION}:${ACCOUNT}:${part}`,
    context: {},
  }))
}
