/**
 * One address for all of AWS, before the engines: what they leave out is done here, in stages that each call passes in
 * turn (rights, latency, limits, outages). Only functions call it; tools and the runner itself call the engines.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Endpoints } from '../engines/engines.ts'
import type { JsonObject } from '../template/assembly.ts'
import { type Answer, bytesOf, type Call, type Next, NoAnswer, SERVICES, type Stage } from './call.ts'
import { createEngineClient } from './engine-client.ts'

export type AwsProxy = {
  /** `http://127.0.0.1:<port>`, for every service. */
  endpoint: string
  /** Passed by each call in this order; a test or a setting may change them at any time. */
  stages: Stage[]
  stop(): Promise<void>
}

export async function openAwsProxy(engines: Endpoints, stages: Stage[] = []): Promise<AwsProxy> {
  const client = createEngineClient(engines)
  // Athena reads S3 with the rights of its caller: through this proxy, too.
  const server = createServer((incoming, outgoing) => {
    const gate = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    readCall(incoming)
      .then((call) => through(0)(call.service === 'athena' ? withHeader(call, 'x-cairn-gate', gate) : call))
      .then((answer) => give(answer, outgoing))
      .catch((error: unknown) => refuse(error, outgoing))
  })
  const through = (at: number): Next => {
    const stage = stages[at]
    return stage === undefined ? client.send : (call) => stage(call, through(at + 1))
  }
  // The engines keep connections open, and so does AWS for longer than functions wait.
  server.keepAliveTimeout = 0
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stages,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      client.stop()
      await closed
    },
  }
}

const withHeader = (call: Call, name: string, value: string): Call => ({
  ...call,
  headers: { ...call.headers, [name]: value },
})

/** `Credential=<access key id>/<day>/<region>/<service>/aws4_request`, in the header or in the query of a signed URL. */
const CREDENTIAL = /Credential=([^/,&%]+)(?:\/|%2F)\d+(?:\/|%2F)[^/,&%]+(?:\/|%2F)(\w+)/

async function readCall(incoming: IncomingMessage): Promise<Call> {
  const { method = 'GET', url = '/', headers } = incoming
  const [, accessKeyId = '', scope = 's3'] = CREDENTIAL.exec(headers.authorization ?? url) ?? []
  const target = headers['x-amz-target']
  const call = { accessKeyId, method, url, headers, input: {} }
  const service = SERVICES.find((name) => name === scope)
  if (service === undefined) throw new NoAnswer(false)
  if (service === 's3') return { ...call, service, operation: method, body: incoming }
  const body = await bytesOf(incoming)
  if (typeof target !== 'string') return { ...call, service, body, ...formIn(body) }
  const operation = target.slice(target.lastIndexOf('.') + 1)
  return { ...call, service, operation, body, input: inputIn(body) }
}

/** STS is called by a form. */
function formIn(body: Buffer) {
  const input = Object.fromEntries(new URLSearchParams(body.toString()))
  return { operation: input.Action ?? '', input }
}

/** What is no JSON is left to the engine, which says so. */
function inputIn(body: Buffer): JsonObject {
  try {
    return JSON.parse(body.toString()) as JsonObject
  } catch {
    return {}
  }
}

function give({ status, headers, body }: Answer, outgoing: ServerResponse): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...others } = headers
  if (Buffer.isBuffer(body)) {
    outgoing.writeHead(status, { ...others, ...(status !== 204 && { 'content-length': body.length }) }).end(body)
    return
  }
  outgoing.writeHead(status, others)
  body.on('error', () => outgoing.destroy())
  outgoing.on('close', () => body.destroy())
  body.pipe(outgoing)
}

function refuse(error: unknown, outgoing: ServerResponse): void {
  if (error instanceof NoAnswer) {
    if (!error.hangs) outgoing.destroy()
    return
  }
  outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
}
