/** A sender that is no library: it puts its bytes on the wire itself, where `fetch` would correct what real senders get wrong. */
import { connect } from 'node:net'
import { basic, tenantOf } from './runner.ts'
import { useSharedRunner } from './use-runner.ts'

export type Sender = {
  /** `Authorization: Basic ...` of the tenant whose default is 1.0.3. */
  auth: () => string
  /** Sends a request with the header lines as given, in their order and spelling. */
  send: (line: string, headers: string[], body?: string | Buffer) => Promise<RawResponse>
  /** The statement of this id, or the status when there is none. */
  stored: (id: string) => Promise<unknown>
}

export type RawResponse = {
  status: number
  /** Names in lower case. */
  headers: Map<string, string>
  bytes: Buffer
  /** The bytes as UTF-8. */
  body: string
}

export const VERSION = 'X-Experience-API-Version: 1.0.3'
export const JSON_TYPE = 'Content-Type: application/json'

/** A sender to a runner that runs during the tests of a file. */
export function useSender(): Sender {
  const run = useSharedRunner()
  const auth = () => `Authorization: ${basic(tenantOf(run, '1.0.3'))}`
  const send: Sender['send'] = (line, headers, body) =>
    sendRaw(run.endpoint, requestOf(run.endpoint, line, headers, body))
  const stored = async (id: string) => {
    const answer = await send(`GET /xapi/statements?statementId=${id}`, [auth(), VERSION])
    return answer.status === 200 ? JSON.parse(answer.body) : answer.status
  }
  return { auth, send, stored }
}

export const idsOf = ({ body }: RawResponse): string[] =>
  JSON.parse(body).statements.map(({ id }: { id: string }) => id)

const BREAK = '\r\n\r\n'

/** Sends exactly these bytes to the server of `endpoint` and reads the one answer; they must ask for `Connection: close`. */
function sendRaw(endpoint: string, request: string | Buffer): Promise<RawResponse> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer within 20 s')))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('end', () => {
      socket.destroy()
      resolve(parse(Buffer.concat(chunks)))
    })
  })
}

function parse(answer: Buffer): RawResponse {
  const end = answer.indexOf(BREAK)
  const [statusLine = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  const rest = answer.subarray(end + BREAK.length)
  // 100 Continue stands before the answer.
  if (status < 200) return parse(rest)
  const headers = new Map(
    lines.map((line) => split(line, ':')).map(([name, value]) => [name.toLowerCase(), value.trim()]),
  )
  const bytes = headers.get('transfer-encoding') === 'chunked' ? unchunk(rest) : rest
  return { status, headers, bytes, body: bytes.toString('utf8') }
}

function unchunk(bytes: Buffer): Buffer {
  const lineEnd = bytes.indexOf('\r\n')
  const size = Number.parseInt(bytes.subarray(0, lineEnd).toString('latin1'), 16)
  if (!size) return Buffer.alloc(0)
  const start = lineEnd + 2
  return Buffer.concat([bytes.subarray(start, start + size), unchunk(bytes.subarray(start + size + 2))])
}

function split(line: string, at: string): [string, string] {
  const index = line.indexOf(at)
  return [line.slice(0, index), line.slice(index + 1)]
}

/** `Host`, `Connection` and `Content-Length` are added. */
function requestOf(endpoint: string, line: string, headers: string[], body?: string | Buffer): Buffer {
  const bytes = Buffer.from(body ?? '')
  const added = ['Connection: close', ...(body === undefined ? [] : [`Content-Length: ${bytes.length}`])]
  const head = [`${line} HTTP/1.1`, `Host: ${new URL(endpoint).host}`, ...headers, ...added].join('\r\n')
  return Buffer.concat([Buffer.from(head + BREAK), bytes])
}
