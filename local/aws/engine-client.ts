/** Hands a call on to its engine. Bodies of objects flow by; nothing holds them. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { Readable } from 'node:stream'
import type { Endpoints } from '../engines/engines.ts'
import { type Answer, type Call, NoAnswer } from './call.ts'

export type EngineClient = { send(call: Call): Promise<Answer>; stop(): void }

export function createEngineClient({ dynamodb, kinesis, s3, athena, kms }: Endpoints): EngineClient {
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Number.POSITIVE_INFINITY })
  // No engine knows STS: a stage answers it, where there is one.
  const targets = {
    dynamodb: new URL(dynamodb),
    kinesis: new URL(kinesis),
    s3: new URL(s3),
    athena: athena === undefined ? undefined : new URL(athena),
    glue: athena === undefined ? undefined : new URL(athena),
    sts: undefined,
    kms: kms === undefined ? undefined : new URL(kms),
  }
  return {
    send(call) {
      const target = targets[call.service]
      if (target === undefined) throw new NoAnswer(false)
      return forward(call, { agent, hostname: target.hostname, port: target.port })
    },
    stop: () => agent.destroy(),
  }
}

function forward({ method, url, headers, body }: Call, target: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { ...target, method, path: url, headers: onward(headers, body) }
    const call = request(options, (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? 502, headers: response.headers, body: response })
    })
    call.on('error', () => reject(new NoAnswer(false)))
    if (Buffer.isBuffer(body)) call.end(body)
    else pipe(body, call)
  })
}

function pipe(body: Readable, call: ReturnType<typeof request>): void {
  body.pipe(call)
  // The caller went away in the middle: the engine must not take what came as the whole.
  body.once('close', () => {
    if (!body.readableEnded) call.destroy()
  })
}

/** What concerns one connection stays on it; the proxy has asked for the body itself already. */
function onward(headers: IncomingHttpHeaders, body: Buffer | Readable): IncomingHttpHeaders {
  const { connection: _, 'keep-alive': __, expect: ___, 'transfer-encoding': chunked, ...others } = headers
  if (Buffer.isBuffer(body)) return { ...others, 'content-length': String(body.length) }
  return chunked === undefined ? others : { ...others, 'transfer-encoding': chunked }
}
