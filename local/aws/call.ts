/** A call to AWS on its way through the proxy, its answer, and the stages that it passes. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Json, JsonObject } from '../template/assembly.ts'

export const SERVICES = ['dynamodb', 'kinesis', 's3', 'athena', 'glue', 'sts', 'kms'] as const
export type Service = (typeof SERVICES)[number]

export type Call = {
  service: Service
  /** AWS's name of it, as in `GetItem`; of a call to S3 its HTTP method. */
  operation: string
  /** Who calls: the access key id that the request is signed with. */
  accessKeyId: string
  method: string
  /** The path and query, as they were sent. */
  url: string
  headers: IncomingHttpHeaders
  /** What the services of JSON are given; empty for S3. */
  input: JsonObject
  /** The bytes of `input`; those of an object in S3 go by without being held. */
  body: Buffer | Readable
}

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer | Readable }

/** Answers a call itself, or hands it on, changed or not, and may change the answer. */
export type Stage = (call: Call, next: Next) => Promise<Answer>
export type Next = (call: Call) => Promise<Answer>

/** No answer at all: the connection ends, or nothing is ever heard. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
  readonly hangs: boolean
  constructor(hangs: boolean) {
    super(hangs ? 'The call is never answered' : 'The connection ends')
    this.hangs = hangs
  }
}

/** The same call with another input. */
export const withInput = (call: Call, input: JsonObject): Call => ({
  ...call,
  input,
  body: Buffer.from(JSON.stringify(input)),
})

/** The answer of DynamoDB or Kinesis as JSON. */
export async function outputOf(answer: Answer): Promise<{ answer: Answer; output: JsonObject }> {
  const body = await bytesOf(answer.body)
  return { answer: { ...answer, body }, output: body.length === 0 ? {} : (JSON.parse(body.toString()) as JsonObject) }
}

/** The same answer with another output: what the engine said of the bytes is not true any more. */
export function withOutput({ status, headers }: Answer, output: Json): Answer {
  const { 'x-amz-crc32': _, 'content-length': __, ...others } = headers
  return { status, headers: others, body: Buffer.from(JSON.stringify(output)) }
}

export async function bytesOf(body: Buffer | Readable): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return body
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk as Buffer)
  const [only, ...others] = chunks
  return only !== undefined && others.length === 0 ? only : Buffer.concat(chunks)
}
