/** The permissions that AWS asks for, call by call. */
import { ACCOUNT, REGION } from '../template/account.ts'
import type { Call } from './call.ts'
import { dynamodbAccesses, type HashKeyOf } from './dynamodb-accesses.ts'
import { type Permission, UnknownOperation } from './permission.ts'
import { s3Permissions } from './s3-permissions.ts'

export function permissionsOf(call: Call, hashKeyOf: HashKeyOf): Permission[] {
  if (call.service === 's3') return s3Permissions(call)
  if (call.service === 'dynamodb') return dynamodbPermissions(call, hashKeyOf)
  if (call.service === 'kinesis') return [kinesisPermission(call)]
  const { RoleArn } = call.input
  return [{ action: `sts:${call.operation}`, resource: typeof RoleArn === 'string' ? RoleArn : '*', context: {} }]
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
