/** A web site on 127.0.0.1, as its distribution answers: behaviours, functions, headers, and the files of the bucket. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import type { Behaviour, Site, SiteFile } from '../template/site.ts'

const LOOPBACK = '127.0.0.1'

/** What the copying at a deployment makes of a file's name. */
const TYPES: { [ending: string]: string } = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

export type SiteOptions = {
  /** Another one where it is taken; 0 for any. */
  port: number
  /** Addresses on AWS, and what stands in for them here. */
  addresses: readonly (readonly [aws: string, here: string])[]
}

export async function openSite(site: Site, { port, addresses }: SiteOptions) {
  // A policy names the host of an address alone; the longer ones come first, for they hold the others.
  const whole = addresses.flatMap(([aws, here]) => [[aws, here] as const, [aws.split('/', 3).join('/'), here] as const])
  const pairs = whole.sort(([one], [other]) => other.length - one.length)
  const toHere = (text: string) => pairs.reduce((told, [aws, here]) => told.replaceAll(aws, here), text)
  const server = createServer((request, response) => {
    try {
      answer(site, toHere, request, response)
    } catch {
      response.writeHead(502).end()
    }
  })
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(wanted, LOOPBACK, () => resolve())
    })
  await listen(port).catch((error) => {
    if (port === 0) throw error
    return listen(0)
  })
  return {
    origin: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(site: Site, toHere: ToHere, request: IncomingMessage, response: ServerResponse): void {
  const { pathname: path } = new URL(request.url ?? '/', 'http://localhost')
  const { method = '' } = request
  const behaviour = site.behaviours.find(({ pattern }) => matches(pattern, path))
  for (const [name, value] of Object.entries(behaviour?.headers ?? {})) response.setHeader(name, toHere(value))
  const key = decodeURIComponent(afterFunction(behaviour, path, method)).slice(1)
  const found = site.files.get(key)
  // As CloudFront answers, and as S3 does who may not list the bucket.
  if (method !== 'GET' && method !== 'HEAD') refuse(response, 'The method is not allowed')
  else if (found === undefined) refuse(response, 'AccessDenied')
  else sendFile(key, found, { toHere, compresses: behaviour?.compresses === true }, response)
}

type ToHere = (text: string) => string

type Sending = { toHere: ToHere; compresses: boolean }

/** CloudFront compresses from 1,000 octets on. */
const WORTH_IT = 1_000

function sendFile(key: string, file: SiteFile, { toHere, compresses }: Sending, response: ServerResponse): void {
  const content = contentOf(file, toHere)
  const takesGzip = /\bgzip\b/.test(String(response.req.headers['accept-encoding'] ?? ''))
  const isCompressed = compresses && takesGzip && content.length >= WORTH_IT
  const body = isCompressed ? gzipSync(content) : content
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  response.setHeader('content-type', TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'binary/octet-stream')
  response.setHeader('etag', etag)
  if (isCompressed) response.setHeader('content-encoding', 'gzip')
  if (file.cacheControl !== undefined) response.setHeader('cache-control', file.cacheControl)
  if (response.req.headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  response.setHeader('content-length', body.length)
  response.writeHead(200).end(response.req.method === 'HEAD' ? undefined : body)
}

function refuse(response: ServerResponse, message: string): void {
  response.writeHead(403, { 'content-type': 'application/xml' }).end(`<Error><Code>${message}</Code></Error>`)
}

/** CloudFront's patterns: `*` is any text, `?` any character, and a slash at the front is understood. */
export function matches(pattern: string, path: string): boolean {
  const whole = pattern.startsWith('/') || pattern === '*' ? pattern : `/${pattern}`
  const parts = whole
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')))
  return new RegExp(`^${parts.join('')}$`, 's').test(path)
}

/** @returns the path that the origin is asked for */
function afterFunction({ onRequest }: Partial<Behaviour> = {}, uri: string, method: string): string {
  if (onRequest === undefined) return uri
  const event = {
    version: '1.0',
    context: {},
    viewer: { ip: LOOPBACK },
    request: { method, uri, querystring: {}, headers: {}, cookies: {} },
  }
  // CloudFront gives a function less than a millisecond.
  const result: unknown = runInNewContext(`${onRequest}; handler(event)`, { event }, { timeout: 100 })
  return (result as { uri: string }).uri
}

function contentOf({ file, markers }: SiteFile, toHere: ToHere): Buffer {
  const octets = readFileSync(file)
  if (Object.keys(markers).length === 0) return octets
  const inJson = (text: string) => JSON.stringify(toHere(text)).slice(1, -1)
  const filled = Object.entries(markers).reduce(
    (text, [marker, value]) => text.replaceAll(marker, inJson(value)),
    octets.toString(),
  )
  return Buffer.from(filled)
}
