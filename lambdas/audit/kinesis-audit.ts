/**
 * The stream on Kinesis, by a signature and connections of its own: each read waits for one such call, and the SDK's
 * client takes twenty times as much CPU for it, its signer and its HTTP handler alone five times.
 */
import type { SignatureV4 } from '@smithy/signature-v4'
import { createConnections, type SendOptions } from '../database/http-connections.ts'
import { untilRequestEnds } from '../database/request-time.ts'
import { CALL_TIMEOUT_MS, Unavailable } from '../database/unavailable.ts'
import { createPutRequests } from './kinesis-signature.ts'
import type { AuditStream } from './trail.ts'

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials']
/** `endpoint`: where it is not AWS's own of the region. */
export type AuditStreamOptions = { stream: string; region: string; credentials: Credentials; endpoint?: string }

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 25

export function createAuditStream({ stream, region, credentials, endpoint }: AuditStreamOptions): AuditStream {
  const { protocol, hostname, port, host } = new URL(endpoint ?? endpointOf(region))
  const isTls = protocol === 'https:'
  const connections = createConnections({ hostname, port: Number(port || (isTls ? 443 : 80)), isTls })
  const toRequest = createPutRequests(host, region)
  const sender = untilRequestEnds({
    handle: (request: string, options?: Pick<SendOptions, 'abortSignal'>) =>
      connections.send(request, { timeoutMs: CALL_TIMEOUT_MS, ...options }),
  })
  const name = JSON.stringify(stream)

  /** @returns the code of what went wrong */
  async function send(body: string): Promise<string | undefined> {
    const keys = typeof credentials === 'function' ? await credentials() : credentials
    const { status, text } = await sender.handle(toRequest(body, keys, Date.now()))
    return status === 200 ? undefined : `${status} ${codeOf(text)}`
  }

  return {
    async put(data, partitionKey) {
      const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
      // Of ASCII alone, so that its characters are its octets.
      const body = `{"StreamName":${name},"Data":"${base64}","PartitionKey":${JSON.stringify(partitionKey)}}`
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
