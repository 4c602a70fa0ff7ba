/** Small calls over connections of our own, to a server that answers, splits, ends and hangs as servers do. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createConnections, type HttpConnections, readAnswer } from '../../lambdas/database/http-connections.ts'

const answer = (text: string, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n${more}\r\n${text}`
const REQUEST = 'POST / HTTP/1.1\r\nhost:a\r\ncontent-length:0\r\n\r\n'

let opened: Socket[]
let reply: (socket: Socket, requests: number) => void
let connections: HttpConnections
let server: ReturnType<typeof createServer>

beforeEach(async () => {
  opened = []
  reply = (socket) => void socket.write(answer('yes'))
  server = createServer((socket) => {
    opened.push(socket)
    let requests = 0
    socket.on('error', () => undefined)
    socket.on('data', () => reply(socket, ++requests))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  connections = createConnections({ hostname: '127.0.0.1', port, isTls: false })
})
afterEach(async () => {
  connections.close()
  for (const socket of opened) socket.destroy()
  await new Promise((closed) => server.close(closed))
})

const send = (more: object = {}) => connections.send(REQUEST, { timeoutMs: 5_000, ...more })

describe('a call', () => {
  it('is answered, and the next one goes over the same connection', async () => {
    expect([await send(), await send()]).toEqual(Array(2).fill({ status: 200, text: 'yes' }))
    expect(opened).toHaveLength(1)
  })

  it('beside another one has a connection of its own', async () => {
    expect(await Promise.all([send(), send()])).toHaveLength(2)
    expect(opened).toHaveLength(2)
  })

  it('is answered by a refusal as the server says it', async () => {
    reply = (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\ncontent-length:2\r\n\r\nno')
    expect(await send()).toEqual({ status: 400, text: 'no' })
  })

  it('is made again over a new connection when its own had ended while it rested', async () => {
    await send()
    reply = (socket, requests) => void (requests > 1 ? socket.resetAndDestroy() : socket.write(answer('again')))
    expect(await send()).toEqual({ status: 200, text: 'again' })
    expect(opened).toHaveLength(2)
  })

  it('fails when a new connection ends without an answer, or where nobody listens', async () => {
    reply = (socket) => void socket.destroy()
    await expect(send()).rejects.toThrow('The connection ended.')
    const nobody = createConnections({ hostname: '127.0.0.1', port: 1, isTls: false })
    await expect(nobody.send(REQUEST, { timeoutMs: 5_000 })).rejects.toThrow('ECONNREFUSED')
  })

  it('fails when it has no answer in its time, or is given up; its connection is not used again', async () => {
    reply = () => undefined
    await expect(send({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' })
    const over = new AbortController()
    const call = send({ abortSignal: over.signal })
    over.abort()
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(send({ abortSignal: over.signal })).rejects.toMatchObject({ name: 'AbortError' })
    reply = (socket) => void socket.write(answer('yes'))
    expect(await send()).toEqual({ status: 200, text: 'yes' })
  })

  it.each([
    ['without a length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n'],
    ['that ends the connection', answer('yes', 'Connection: close\r\n')],
    ['with more than it should have', `${answer('yes')}HTTP/1.1`],
  ])('is answered by its status %s, and the next one has another connection', async (_, text) => {
    reply = (socket) => void socket.write(text)
    expect(await send()).toMatchObject({ status: 200 })
    expect(await send()).toMatchObject({ status: 200 })
    expect(opened).toHaveLength(2)
  })
})

describe('an answer', () => {
  it('is read when it is whole, wherever it is cut, and not before', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.integer({ min: 100, max: 599 }),
        fc.nat(),
        (text, status, at) => {
          const whole = `HTTP/1.1 ${status} Any\r\nx: y\r\ncontent-length: ${text.length}\r\n\r\n${text}`
          expect(readAnswer(whole)).toEqual({ answer: { status, text }, isWhole: true })
          expect(readAnswer(whole.slice(0, at % whole.length))).toBeUndefined()
        },
      ),
    )
  })
})
