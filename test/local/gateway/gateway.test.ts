/** The gateway and the instances behind it, over HTTP: one function whose paths make it do what a test needs. */
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from '@jest/globals'
import { openGateway } from '../../../local/gateway/gateway.ts'
import { startLocal } from '../../../local/start.ts'
import { httpApi, lambda, writeAssembly } from '../../support/assembly.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'

const CODE = `
let inFlight = 0
let served = 0
export const handler = async (event, context) => {
  served++
  const path = event.rawPath
  if (path === '/throw') throw new TypeError('on purpose')
  if (path === '/sleep') { inFlight++; await new Promise((done) => setTimeout(done, 200)); const seen = inFlight--; return { inFlight: seen, pid: process.pid } }
  if (path === '/hang') await new Promise((done) => setTimeout(done, 60_000))
  if (path === '/exit') process.exit(3)
  if (path === '/env') return process.env
  if (path === '/context') return { ...context, left: context.getRemainingTimeInMillis(), offset: new Date().getTimezoneOffset() }
  if (path === '/binary') return { statusCode: 200, headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 255, 128, 10]).toString('base64'), isBase64Encoded: true }
  if (path === '/empty') return { statusCode: 204, headers: { 'x-number': 7 }, cookies: ['a=1', 'b=2'] }
  if (path === '/odd') return { statusCode: 200, body: { not: 'text' } }
  if (path === '/long') return 'x'.repeat(7 * 1024 * 1024)
  if (path === '/status') return { statusCode: 201, body: 'made' }
  return event
}`
const folder = temporaryFolder()
const local = duringTests(() => {
  process.env.SECRET_OF_THE_PARENT = 'must not leak'
  const assembly = writeAssembly(
    folder,
    {
      ...httpApi(['GET /items/{id}', 'ANY /items/{proxy+}', 'POST /items/{id}', 'GET /{proxy+}', 'ANY /{proxy+}']),
      Fn: lambda('fn', {
        Timeout: 1,
        MemorySize: 256,
        Environment: { Variables: { GREETING: 'hi', OTHER: { Ref: 'Bucket' } } },
      }),
      Bucket: { Type: 'AWS::S3::Bucket' },
    },
    { fn: CODE },
  )
  return startLocal({ port: 0, assembly })
})
afterAll(() => {
  delete process.env.SECRET_OF_THE_PARENT
})

/** Sends bytes as they are: fetch would normalize the URL and the headers. */
function send(method: string, url: string, headers: http.OutgoingHttpHeaders = {}, body: Buffer | string = '') {
  type Answer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer }
  return new Promise<Answer>((resolve, reject) => {
    const { port } = new URL(local.origin)
    const request = http.request({ host: '127.0.0.1', port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}
async function eventOf(...request: Parameters<typeof send>) {
  return JSON.parse((await send(...request)).body.toString())
}

describe('an HTTP API with payload format 2.0', () => {
  it('passes on the path decoded, the query raw, and the parameters decoded and joined', async () => {
    const event = await eventOf('GET', '/items/a%2Fb?agent={"mbox":"a,b"}&x=1&x=2&u=%C3%BC+%7C|')
    expect(event.version).toBe('2.0')
    expect(event.rawPath).toBe('/items/a/b')
    expect(event.rawQueryString).toBe('agent={"mbox":"a,b"}&x=1&x=2&u=%C3%BC+%7C|')
    expect(event.queryStringParameters).toEqual({ agent: '{"mbox":"a,b"}', x: '1,2', u: 'ü ||' })
    expect(event.pathParameters).toEqual({ id: 'a%2Fb' })
    expect(event.requestContext.http).toMatchObject({
      method: 'GET',
      path: '/items/a/b',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
    })
    expect(event.requestContext).toMatchObject({
      accountId: '000000000000',
      stage: '$default',
      routeKey: 'GET /items/{id}',
    })
    expect(event.requestContext.timeEpoch).toBeGreaterThan(Date.now() - 5000)
    expect(event.isBase64Encoded).toBe(false)
    expect('body' in event).toBe(false)
  })

  it('passes on header names in lower case, repeated headers joined with commas, and cookies as a list', async () => {
    const event = await eventOf('GET', '/x', { 'X-Twice': ['1', '2'], Cookie: 'a=1; b=2', 'User-Agent': 'test' })
    expect(event.headers['x-twice']).toBe('1,2')
    expect(event.cookies).toEqual(['a=1', 'b=2'])
    expect(event.headers.cookie).toBeUndefined()
    expect(event.requestContext.http.userAgent).toBe('test')
  })

  it('takes the most specific route', async () => {
    const keyOf = async (method: string, url: string) => (await eventOf(method, url)).routeKey
    expect(await keyOf('GET', '/items/1')).toBe('GET /items/{id}')
    expect(await keyOf('POST', '/items/1')).toBe('POST /items/{id}')
    expect(await keyOf('PUT', '/items/1')).toBe('ANY /items/{proxy+}')
    expect(await keyOf('GET', '/items/1/2')).toBe('ANY /items/{proxy+}')
    expect(await keyOf('GET', '/other/1')).toBe('GET /{proxy+}')
    expect(await keyOf('PUT', '/other/1')).toBe('ANY /{proxy+}')
  })

  it('answers 404 where no route matches', async () => {
    const answer = await send('GET', '/')
    expect([answer.status, answer.body.toString()]).toEqual([404, '{"message":"Not Found"}'])
  })

  it('passes on text bodies as text and every other type in base64, unchanged', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml']) {
      expect(await eventOf('POST', '/x', { 'content-type': type }, '{"ü":1}')).toMatchObject({
        body: '{"ü":1}',
        isBase64Encoded: false,
      })
    }
    const bytes = Buffer.from([0, 1, 2, 253, 254, 255, 13, 10])
    for (const type of [
      'application/octet-stream',
      'application/x-www-form-urlencoded',
      'multipart/mixed; boundary=x',
      '',
    ]) {
      const event = await eventOf('POST', '/x', type ? { 'content-type': type } : {}, bytes)
      expect(event.isBase64Encoded).toBe(true)
      expect(Buffer.from(event.body, 'base64')).toEqual(bytes)
    }
  })

  it('ends the path at a question mark that was sent as %3F, and leaves escapes that are no UTF-8', async () => {
    expect((await eventOf('GET', '/a%3Fb=1?c=2')).rawPath).toBe('/a')
    expect((await eventOf('GET', '/%FFa%20%C3%BC')).rawPath).toBe('/%FFa ü')
  })

  it('replaces octets of text and JSON that are no UTF-8, but not those of a compressed body', async () => {
    const bytes = Buffer.from([31, 139, 8, 0, 255])
    const type = { 'content-type': 'application/json' }
    expect(await eventOf('POST', '/x', type, bytes)).toMatchObject({ body: bytes.toString(), isBase64Encoded: false })
    const event = await eventOf('POST', '/x', { ...type, 'content-encoding': 'gzip' }, bytes)
    expect(Buffer.from(event.body, 'base64')).toEqual(bytes)
    expect(await eventOf('POST', '/x', { 'content-type': 'text/plain' }, '\uFFFD')).toMatchObject({ body: '\uFFFD' })
  })

  it('sends binary bodies, headers and cookies that the function returns', async () => {
    const binary = await send('GET', '/binary')
    expect(binary.body).toEqual(Buffer.from([0, 255, 128, 10]))
    const empty = await send('GET', '/empty')
    expect([empty.status, empty.headers['x-number'], empty.headers['set-cookie']]).toEqual([204, '7', ['a=1', 'b=2']])
    expect((await send('GET', '/status')).headers['content-type']).toBe('text/plain;charset=utf-8')
  })

  it('answers HEAD without a body but with the length of it', async () => {
    const head = await send('HEAD', '/status')
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([201, '4', 0])
  })

  it('answers 500 when the function throws, exits, or returns something that is no response', async () => {
    for (const url of ['/throw', '/exit', '/odd']) {
      const answer = await send('GET', url)
      expect([answer.status, answer.body.toString()]).toEqual([500, '{"message":"Internal Server Error"}'])
    }
    expect((await send('GET', '/fine')).status).toBe(200)
  })

  it('answers 431 where the request line and the values of headers are over 10,240 bytes', async () => {
    const line = 'GET /x?q= HTTP/1.1'.length
    const statusAt = async (bytes: number, headers: http.OutgoingHttpHeaders = {}) => {
      const values = ['127.0.0.1', ...Object.values(headers), 'keep-alive'].join('').length
      return (await send('GET', `/x?q=${'a'.repeat(bytes - line - values)}`, { host: '127.0.0.1', ...headers })).status
    }
    expect(await statusAt(10_240)).toBe(200)
    expect(await statusAt(10_241)).toBe(431)
    expect(await statusAt(10_240, { 'x-long': 'a'.repeat(9_000) })).toBe(200)
    expect(await statusAt(10_241, { 'x-long': 'a'.repeat(9_000) })).toBe(431)
  })

  it('answers 413 to a body over 10 MB and to an event over 6 MB, 500 to a response over 6 MB', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await send('POST', '/x', json, Buffer.alloc(10 * 1024 * 1024 + 1, 97))).status).toBe(413)
    expect((await send('POST', '/x', json, Buffer.alloc(6 * 1024 * 1024, 97))).status).toBe(413)
    expect((await send('POST', '/status', json, Buffer.alloc(5 * 1024 * 1024, 97))).status).toBe(201)
    expect((await send('POST', '/x', {}, Buffer.alloc(5 * 1024 * 1024))).status).toBe(413)
    expect((await send('GET', '/long')).status).toBe(500)
  })
})

describe('an instance of a function', () => {
  it('is ended at its time-out, and the caller gets 503', async () => {
    const begin = Date.now()
    const answer = await send('GET', '/hang')
    expect([answer.status, answer.body.toString()]).toEqual([503, '{"message":"Service Unavailable"}'])
    expect(Date.now() - begin).toBeLessThan(1900)
    expect((await send('GET', '/fine')).status).toBe(200)
  })

  it('serves one request at a time, and another instance serves a second one', async () => {
    const answers = await Promise.all(Array.from({ length: 2 }, () => eventOf('GET', '/sleep')))
    expect(answers.map(({ inFlight }) => inFlight)).toEqual([1, 1])
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2)
  })

  it('has the environment of the template and of Lambda, and nothing of the runner', async () => {
    const env = await eventOf('GET', '/env')
    expect(env).toMatchObject({
      GREETING: 'hi',
      OTHER: 't-bucket',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'T-Fn',
      TZ: ':UTC',
    })
    expect(env.AWS_ENDPOINT_URL_S3).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(
      Object.keys(env)
        .filter((name) => !/^(AWS_|LAMBDA_)/.test(name))
        .sort(),
    ).toEqual(['GREETING', 'LANG', 'OTHER', 'PATH', 'TZ', '_HANDLER'])
  })

  it('gets the context that Lambda gives', async () => {
    const context = await eventOf('GET', '/context')
    expect(context).toMatchObject({
      functionName: 'T-Fn',
      memoryLimitInMB: '256',
      functionVersion: '$LATEST',
      offset: 0,
    })
    expect(context.invokedFunctionArn).toBe('arn:aws:lambda:us-east-1:000000000000:function:T-Fn')
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(context.left).toBeGreaterThan(500)
    expect(context.left).toBeLessThanOrEqual(1000)
  })

  it('writes its log into the home', async () => {
    await send('GET', '/throw')
    expect(readFileSync(path.join(local.home, 'logs/T-Fn.log'), 'utf8')).toContain('TypeError: on purpose')
  })
})

describe('an HTTP API with a CORS configuration', () => {
  const ORIGIN = { origin: 'https://lms.example.com' }
  const CORS = {
    AllowOrigins: ['*'],
    AllowMethods: ['GET', 'PUT'],
    AllowHeaders: ['Authorization'],
    ExposeHeaders: ['ETag'],
    MaxAge: 60,
  }
  const own = "headers: { 'access-control-allow-origin': 'https://function.example', etag: '1' }"
  const folder = temporaryFolder()
  const cors = duringTests(() => {
    const { Api, ...others } = httpApi(['GET /x'])
    const resources = {
      ...others,
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ...Api?.Properties, CorsConfiguration: CORS } },
      Fn: lambda('fn'),
    }
    const code = `export const handler = async () => ({ statusCode: 200, ${own} })`
    return startLocal({ port: 0, assembly: writeAssembly(folder, resources, { fn: code }) })
  })
  const ask = (method: string, path: string, headers = {}) => fetch(`${cors.origin}${path}`, { method, headers })
  const corsOf = ({ headers }: Response) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

  it('answers a preflight of any path by itself (204)', async () => {
    const answer = await ask('OPTIONS', '/nothing', { ...ORIGIN, 'access-control-request-method': 'PUT' })
    expect([answer.status, corsOf(answer)]).toEqual([
      204,
      {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'Authorization',
        'access-control-max-age': '60',
      },
    ])
  })

  it('puts its own headers in place of those of the function, where a page of another origin asks', async () => {
    expect(corsOf(await ask('GET', '/x', ORIGIN))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag',
    })
    expect(corsOf(await ask('GET', '/x'))).toEqual({})
  })
})

describe('a sender that is slow', () => {
  it('gets 408 and loses its connection, in the middle of its body too; so does one that is idle', async () => {
    const gateway = await openGateway(0, { times: { requestMs: 50, idleMs: 50 } })
    gateway.serve()
    try {
      const answers = await Promise.all(
        ['POST / HTTP/1.1\r\nHost: a\r\n', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n12'].map((part) => {
          const socket = connect(gateway.port, '127.0.0.1', () => socket.write(part))
          return text(socket)
        }),
      )
      expect(answers.map((answer) => answer.includes('408 Request Timeout'))).toEqual([true, true])
      // Answered, and then it says nothing more: the connection ends, or this would wait for ever.
      const quiet = connect(gateway.port, '127.0.0.1', () => quiet.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
      expect(await text(quiet)).toContain('404 Not Found')
    } finally {
      await gateway.stop()
    }
  })
})
