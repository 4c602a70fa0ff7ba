/** Refuses a call that its caller has no right to, in the words and form of the service. */
import type { Json, JsonObject } from '../template/assembly.ts'
import { type Answer, type Call, type Next, outputOf, type Stage, withInput, withOutput } from './call.ts'
import type { HashKeyOf } from './dynamodb-accesses.ts'
import type { Gate, Principal } from './gate.ts'
import { type Permission, UnknownOperation } from './permission.ts'
import { jsonError, s3Error, stsError } from './refusals.ts'
import { permissionsOf } from './required-permissions.ts'
import { listPermission } from './s3-permissions.ts'

export type IamOptions = {
  gate: Gate
  /** By the access key id that the call is signed with, and by its token, where it has one. */
  principalOf(accessKeyId: string, call: Call): Principal | 'expired' | undefined
  hashKeyOf: HashKeyOf
}

export function iamStage({ gate, principalOf, hashKeyOf }: IamOptions): Stage {
  return async (call, next) => {
    const principal = principalOf(call.accessKeyId, call)
    if (principal === undefined) return strangerRefused(call)
    if (principal === 'expired') return expiredRefused(call)
    let permissions: Permission[]
    try {
      permissions = permissionsOf(await withWorkgroup(call, next), hashKeyOf)
    } catch (error) {
      if (!(error instanceof UnknownOperation)) throw error
      return unknownRefused(call, error)
    }
    const refusals = await Promise.all(permissions.map((permission) => gate.refusalOf(principal, permission)))
    if (refusals.every((refusal) => refusal === undefined)) {
      return call.service === 's3' ? hideMissing(call, await next(call), { gate, principal }) : next(call)
    }
    if (call.operation !== 'BatchExecuteStatement') return denied(call, refusals.find((one) => one !== undefined) ?? '')
    const byStatement = new Map(permissions.map(({ statement }, at) => [statement ?? at, refusals[at]]))
    return withoutStatements(call, next, (at) => byStatement.get(at))
  }
}

/** A query that began is of a workgroup, which Athena knows: the right to it is a right to that. */
async function withWorkgroup(call: Call, next: Next): Promise<Call> {
  if (call.service !== 'athena' || call.input.QueryExecutionId === undefined) return call
  const { QueryExecutionId } = call.input
  const headers = { ...call.headers, 'x-amz-target': 'AmazonAthena.GetQueryExecution' }
  const { output } = await outputOf(await next(withInput({ ...call, headers }, { QueryExecutionId })))
  const { WorkGroup = 'primary' } = (output.QueryExecution ?? {}) as JsonObject
  return { ...call, input: { ...call.input, WorkGroup } }
}

function strangerRefused(call: Call): Answer {
  const message = 'The security token included in the request is invalid.'
  if (call.service === 'sts') return stsError(403, { code: 'InvalidClientTokenId', message })
  return call.service === 's3'
    ? s3Error(call, 403, { code: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist.' })
    : jsonError(call, 400, { type: 'UnrecognizedClientException', message })
}

function expiredRefused(call: Call): Answer {
  const message = 'The security token included in the request is expired'
  if (call.service === 'sts') return stsError(403, { code: 'ExpiredToken', message })
  return call.service === 's3'
    ? s3Error(call, 400, { code: 'ExpiredToken', message: 'The provided token has expired.' })
    : jsonError(call, 400, { type: 'ExpiredTokenException', message })
}

function unknownRefused(call: Call, { message }: UnknownOperation): Answer {
  const text = `The local runner does not know what rights ${message} needs: teach local/aws, or set CAIRN_IAM=off`
  return call.service === 's3'
    ? s3Error(call, 501, { code: 'NotImplemented', message: text })
    : jsonError(call, 501, { type: 'NotImplemented', message: text })
}

function denied(call: Call, message: string): Answer {
  if (call.service === 'sts') return stsError(403, { code: 'AccessDenied', message })
  return call.service === 's3'
    ? s3Error(call, 403, { code: 'AccessDenied', message })
    : jsonError(call, 400, { type: 'AccessDeniedException', message })
}

/** S3 tells only those who may list a bucket that an object is not there. */
async function hideMissing(
  call: Call,
  answer: Answer,
  { gate, principal }: { gate: Gate; principal: Principal },
): Promise<Answer> {
  const [bucket = '', key = ''] = new URL(call.url, 'http://s3').pathname.slice(1).split('/')
  const isRead = call.method === 'GET' || call.method === 'HEAD'
  if (answer.status !== 404 || key === '' || !isRead) return answer
  const refusal = await gate.refusalOf(principal, listPermission(bucket), false)
  if (refusal === undefined) return answer
  if (!Buffer.isBuffer(answer.body)) answer.body.resume()
  return denied(call, refusal)
}

/** A batch of statements is done without those that are refused, each of which has its own error in the answer. */
async function withoutStatements(
  call: Call,
  next: (call: Call) => Promise<Answer>,
  refusalOf: (statement: number) => string | undefined,
): Promise<Answer> {
  const statements = (call.input.Statements ?? []) as Json[]
  const left = statements.filter((_, at) => refusalOf(at) === undefined)
  const empty: Answer = { status: 200, headers: JSON_TYPE, body: Buffer.from('{"Responses":[]}') }
  const { answer, output } = await outputOf(
    left.length === 0 ? empty : await next(withInput(call, { ...call.input, Statements: left })),
  )
  if (answer.status !== 200) return answer
  const done = [...((output.Responses ?? []) as JsonObject[])]
  const Responses = statements.map((_, at) => {
    const Message = refusalOf(at)
    return Message === undefined ? (done.shift() ?? {}) : { Error: { Code: 'AccessDenied', Message } }
  })
  return withOutput(answer, { ...output, Responses })
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' }
