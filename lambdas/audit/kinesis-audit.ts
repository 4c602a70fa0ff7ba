/**
 * The stream on Kinesis, by the SDK's signer and its HTTP handler without the client between them: the client's own work
 * takes more CPU than signing and sending together, and each read waits for one such call.
 */
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { SignatureV4 } from '@smithy/signature-v4'
import { untilRequestEnds } from '../database/request-time.ts'
import { Sha256 } from '../database/signing-hash.ts'
import { CALL_TIMEOUT_MS, Unavailable } from '../database/unavailable.ts'
import type { AuditStream } from './trail.ts'

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials']
/** `endpoint`: where it is not AWS's own of the region. */
export type AuditStreamOptions = { stream: string; region: string; credentials: Credentials; endpoint?: string }

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 25

export function createAuditStream({ stream, region, credentials, endpoint }: AuditStreamOptions): AuditStream {
  const { protocol, hostname, port } = new URL(endpoint ?? endpointOf(region))
  const timeouts = { connectionTimeout: CALL_TIMEOUT_MS, requestTimeout: CALL_TIMEOUT_MS, throwOnRequestTimeout: true }
  const http = untilRequestEnds(new NodeHttpHandler(timeouts))
  const signer = new SignatureV4({ credentials, region, service: 'kinesis', sha256: Sha256 })
  const host = port === '' ? hostname : `${hostname}:${port}`
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecord' }
  const address = {
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    query: {},
    ...(port !== '' && { port: Number(port) }),
  }

  /** @returns the code of what went wrong */
  async function send(body: string): Promise<string | undefined> {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const signed = await signer.sign({ ...address, headers: { ...headers, ...length }, body })
    const { response } = await http.handle(signed as Parameters<typeof http.handle>[0])
    const text = await textOf(response.body)
    return response.statusCode === 200 ? undefined : `${response.statusCode} ${codeOf(text)}`
  }

  return {
    async put(data, partitionKey) {
      const Data = Buffer.from(data).toString('base64')
      const body = JSON.stringify({ StreamName: stream, Data, PartitionKey: partitionKey })
      for (let attempt = 1; ; attempt++) {
        const failure = await send(body).catch((error: unknown) => (error instanceof Error ? error.name : 'unknown'))
        if (failure === undefined) return
        if (isOurs(failure)) throw new Error(`The trail's stream refuses: ${failure}`)
        if (attempt === ATTEMPTS) throw new Unavailable(new Error(failure))
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * attempt))
      }
    },
  }
}

const endpointOf = (region: string) => `https://kinesis.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** A request that can never succeed: a right or the stream is missing. Throttling is a 400, too. */
const isOurs = (failure: string) => /^4\d\d (?!.*(Throughput|Throttl|Limit|Expired|InUse))/.test(failure)

/** `{"__type":"com.amazonaws.kinesis#ProvisionedThroughputExceededException", ...}` */
const codeOf = (text: string) => /"__type":"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ?? ''

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
