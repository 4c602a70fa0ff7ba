/** The rights of roles as the templates grant them, in readable lines. */
import { expect } from '@jest/globals'
import { synthesized } from './templates.ts'

export type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }

const all = synthesized()
/** Without the console: its one function is CDK's, copies files at deployments, and reaches no data. */
const resources = all.resources.filter(({ stack }) => stack !== 'CairnConsole')
export const template: typeof all = {
  ...all,
  resources,
  text: JSON.stringify(resources),
  of: (type) => resources.filter((one) => one.type === type),
}
export const policies = template.of('AWS::IAM::Policy')
export const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** A resource as one readable line: `Statements.Arn`, `Content.Arn/{tenant}/*`, `*`. */
export function readable(resource: unknown): string {
  if (typeof resource === 'string') return resource.replaceAll(`\${aws:PrincipalTag/tenant}`, '{tenant}')
  const [[intrinsic, value]] = Object.entries(resource as object) as [[string, never]]
  if (intrinsic === 'Fn::Join') return (value as [string, unknown[]])[1].map(readable).join('')
  if (intrinsic === 'Fn::GetAtt') return (value as string[]).join('.').replace(/[0-9A-F]{8}\.Arn$/, '.Arn')
  return String(value).replace(/^\w+:ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}$/, '$1.Arn')
}

type Granted = { [resource: string]: string[] }

/** What a role may do: resource -> actions. */
export function granted(role: string): Granted {
  const all: Granted = {}
  for (const { Effect, Action, Resource } of statementsOf(role)) {
    expect(Effect).toBe('Allow')
    for (const resource of list(Resource).map(readable)) {
      all[resource] = [...(all[resource] ?? []), ...list(Action)].sort()
    }
  }
  return all
}

export const statementsOf = (role: string): Statement[] =>
  template.named(`${role}RoleDefaultPolicy`).properties.PolicyDocument.Statement

export const XRAY = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] }
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents']
export const dynamodb = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`)

/** What a function may do by itself, but for what every function may. */
export function rights(role: string): Granted {
  const { '*': tracing, [`${role}Logs.Arn`]: logs, ...others } = granted(role)
  expect([tracing, logs]).toEqual([XRAY['*'], LOGS])
  return others
}

/** What it may do for the one tenant of a session: all that a function that has such sessions may do with data. */
export const ofTenant = (role: string): Granted => granted(`${role}Tenant`)

export const sessionsOf = (role: string) => ({ [`${role}TenantRole.Arn`]: ['sts:AssumeRole', 'sts:TagSession'] })

export const STREAM = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
  (action) => `kinesis:${action}`,
)
/** Of who is fed from the stream. */
export const FED = {
  'StatementStream.Arn': STREAM,
  'Lake.Arn': ['s3:ListBucket'],
  'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
}
export const CONTENT = { 'Content.Arn': ['s3:ListBucket'], 'Content.Arn/{tenant}/*': ['s3:GetObject'] }
