/**
 * Connections to one host over which requests go that are texts already: HTTP/1.1 with as little as a small call needs.
 * Node's own client takes twice as long for such a call as its signature and its octets on the wire together.
 */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Host = { hostname: string; port: number; isTls: boolean }
export type HttpAnswer = { status: number; text: string }
/** `send` takes a whole request in ASCII. @throws Error where there was no answer: the request may have been done */
export type HttpConnections = { send(request: string, options: SendOptions): Promise<HttpAnswer>; close(): void }
export type SendOptions = { timeoutMs: number; abortSignal?: AbortSignal | undefined }

type Waiting = { resolve(answer: HttpAnswer): void; reject(error: Error): void }
type Connection = { socket: Socket; received: string; waiting?: Waiting | undefined }

export function createConnections(host: Host): HttpConnections {
  const free: Connection[] = []
  const all = new Set<Connection>()

  function open(): Connection {
    const { hostname, port, isTls } = host
    const socket = isTls
      ? connectTls({ host: hostname, port, servername: hostname, ALPNProtocols: ['http/1.1'] })
      : connect(port, hostname)
    socket.setNoDelay(true)
    const connection: Connection = { socket, received: '' }
    all.add(connection)
    let failure: Error | undefined
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('data', (bytes: Buffer) => take(connection, bytes))
    socket.on('close', () => {
      all.delete(connection)
      const at = free.indexOf(connection)
      if (at >= 0) free.splice(at, 1)
      settle(connection)?.reject(failure ?? new Error('The connection ended.'))
    })
    return connection
  }

  function take(connection: Connection, bytes: Buffer): void {
    connection.received += bytes.toString('latin1')
    // Nobody asked: a server may say that it ends the connection.
    if (connection.waiting === undefined) return void connection.socket.destroy()
    const read = readAnswer(connection.received)
    if (read === undefined) return
    const waiting = settle(connection)
    if (read.isWhole) {
      connection.received = ''
      // Who waits for nothing ends, as a command does.
      connection.socket.unref()
      free.push(connection)
    } else connection.socket.destroy()
    waiting?.resolve(read.answer)
  }

  return {
    async send(request, options) {
      options.abortSignal?.throwIfAborted()
      const known = free.pop()
      if (known === undefined) return exchange(open(), request, options)
      try {
        return await exchange(known, request, options)
      } catch (error) {
        // A connection that rested may have ended without a word, as while a container was frozen.
        if (known.received !== '' || isTimeout(error)) throw error
        return exchange(open(), request, options)
      }
    },
    close() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** The answer to one request; where there is none, its connection can't be used any more. */
function exchange(connection: Connection, request: string, { timeoutMs, abortSignal }: SendOptions) {
  const { socket } = connection
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  connection.waiting = { resolve, reject }
  const giveUp = () => {
    settle(connection)?.reject(Object.assign(new Error('The call has no answer.'), { name: 'TimeoutError' }))
    socket.destroy()
  }
  const timer = setTimeout(giveUp, timeoutMs)
  abortSignal?.addEventListener('abort', giveUp, { once: true })
  socket.ref()
  socket.write(request, 'latin1')
  return promise.finally(() => {
    clearTimeout(timer)
    abortSignal?.removeEventListener('abort', giveUp)
  })
}

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

function settle(connection: Connection): Waiting | undefined {
  const { waiting } = connection
  connection.waiting = undefined
  return waiting
}

const LENGTH = /\r\ncontent-length: *(\d+)/i
const CLOSES = /\r\nconnection: *close/i

/**
 * @returns undefined until there is enough of it. Not whole: its end is not known by a length, so that nothing can
 * follow it on its connection; the status says all that is needed.
 */
export function readAnswer(received: string): { answer: HttpAnswer; isWhole: boolean } | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const [, digits] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? []
  const status = Number(digits ?? 0)
  const [, length] = LENGTH.exec(head) ?? []
  const text = received.slice(end + 4)
  if (length === undefined) return { answer: { status, text }, isWhole: false }
  if (text.length < Number(length)) return undefined
  return { answer: { status, text }, isWhole: text.length === Number(length) && !CLOSES.test(head) }
}
