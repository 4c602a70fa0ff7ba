/** A headless Chromium for tests of clients that run in pages, and web sites for those pages. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from './chromium.ts'
import { duringTests } from './during-tests.ts'

/** A `describe` whose tests open pages of Chromium; where none starts they are skipped, and the title says so. */
export async function describeInBrowser(title: string, tests: (newPage: () => Promise<Page>) => void): Promise<void> {
  const browser = await startBrowser()
  const describeOrSkip = browser ? describe : describe.skip
  describeOrSkip(browser ? title : `${title} (no Chromium starts here: set CHROMIUM)`, () => {
    afterAll(() => browser?.close())
    tests(() => (browser as Browser).newPage())
  })
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
