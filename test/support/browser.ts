/** A headless Chromium for tests of clients that run in pages, and web sites for those pages. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { afterAll, describe } from '@jest/globals'
import { type Browser, chromium, type Page } from 'playwright-core'
import { duringTests } from './during-tests.ts'

/** No sandbox: tests run as root in containers. The rest keeps it from speaking to anyone but the test. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A `describe` whose tests open pages of Chromium; where none starts they are skipped, and the title says so. */
export async function describeInBrowser(title: string, tests: (newPage: () => Promise<Page>) => void): Promise<void> {
  const browser = await startBrowser()
  const describeOrSkip = browser ? describe : describe.skip
  describeOrSkip(browser ? title : `${title} (no Chromium starts here: set CHROMIUM)`, () => {
    afterAll(() => browser?.close())
    tests(() => (browser as Browser).newPage())
  })
}

/**
 * A headless Chromium: the one at `CHROMIUM`, else the one of the npm package (Linux on x64), else an installed one.
 * @returns undefined where none of them starts
 */
export async function startBrowser(): Promise<Browser | undefined> {
  for (const pathOf of [async () => process.env.CHROMIUM, packaged, async () => INSTALLED.find(existsSync)]) {
    const executablePath = await pathOf()
    if (!executablePath) continue
    try {
      return await chromium.launch({ executablePath, args: FLAGS })
    } catch (error) {
      console.warn(`${executablePath} does not start: ${String(error).slice(0, 300)}`)
    }
  }
  return undefined
}

/**
 * Unpacked once, into node_modules: the package's own way is a fixed name in the common temporary folder, where another
 * test's half-written file, or another user's, would be started.
 */
async function packaged(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin/chromium.br')
  const path = `${packed}.unpacked`
  if (existsSync(path)) return path
  const unfinished = `${path}.${process.pid}`
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(unfinished, { mode: 0o755 }))
  await rename(unfinished, path)
  return path
}

type Paths = { [path: string]: (request: IncomingMessage) => [contentType: string, body: string] }

/**
 * A web site on an origin of its own, during the tests, so that requests from its pages to the LRS are subject to CORS.
 * @param paths what it answers: path without query -> content type and body, made anew for each request
 */
export const useSite = (paths: Paths): { origin: string } => duringTests(() => serveSite(paths))

async function serveSite(paths: Paths) {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const content = paths[pathname]?.(request)
    if (!content) return response.writeHead(404).end()
    return response.writeHead(200, { 'Content-Type': content[0] }).end(content[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // The LRS is on 127.0.0.1: another host and another port.
  return { origin: `http://localhost:${port}`, stop: () => void server.close() }
}
