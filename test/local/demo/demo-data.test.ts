/** The demo data on their way to the endpoint: interrupted, refused for a while, sent again. The endpoint here keeps what it got. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Running, sendDemoData } from '../../../local/demo/demo-data.ts'
import type { Statement } from '../../../local/demo/plant/statement.ts'
import { temporaryFolder } from '../../support/during-tests.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const WEEK_MS = 7 * 86_400_000
const folder = temporaryFolder()
const tenants: Running['tenants'] = [{ name: 'demo', key: 'demo-key', secret: 'secret', defaultVersion: '1.0.3' }]

/** Statements by id; `answers` are the codes of the next requests, 200 after them. */
const kept = new Map<string, string>()
const answers: number[] = []
let requests: { authorization: string | undefined; statements: number }[] = []
let differing = 0

const server = createServer(async (request, response) => {
  const statements = (await json(request)) as Statement[]
  requests.push({ authorization: request.headers.authorization, statements: statements.length })
  const code = answers.shift() ?? 200
  if (code === 200) {
    for (const statement of statements) {
      const text = JSON.stringify(statement)
      if ((kept.get(statement.id) ?? text) !== text) differing++
      kept.set(statement.id, text)
    }
  }
  response.writeHead(code).end(code === 400 ? '{"message":"because"}' : '[]')
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

function homeNamed(name: string): Running {
  const home = join(folder, name)
  mkdirSync(home)
  kept.clear()
  requests = []
  differing = 0
  return { origin, home, tenants }
}
const never = new AbortController().signal
const quiet = () => undefined

describe('the demo data', () => {
  it('that were interrupted are completed by the next start, of the same quarter even a week later; then nothing is sent', async () => {
    const running = homeNamed('interrupted')
    const stopping = new AbortController()
    const sent = (statements: number) => {
      if (statements >= 1_000) stopping.abort()
    }
    await expect(sendDemoData(running, { now: NOW, signal: stopping.signal, sent })).rejects.toThrow(/abort/)
    expect(kept.size).toBe(1_000)
    const done = await sendDemoData(running, { now: NOW + WEEK_MS, signal: never, sent: quiet })
    expect({ kept: kept.size, differing }).toEqual({ kept: done.statements, differing: 0 })
    expect(new Date(done.end).toISOString()).toBe('2026-11-16T00:00:00.000Z')
    requests = []
    expect(await sendDemoData(running, { now: NOW + WEEK_MS, signal: never, sent: quiet })).toMatchObject({
      statements: 0,
    })
    expect(requests).toEqual([])
  })

  it('are sent again with the same ids where the endpoint says later (429, 503)', async () => {
    const running = homeNamed('later')
    answers.push(503, 200, 429)
    const told: number[] = []
    const done = await sendDemoData(running, { now: NOW, signal: never, sent: (statements) => told.push(statements) })
    expect(kept.size).toBe(done.statements)
    expect(requests.length).toBe(Math.ceil(done.statements / 250) + 2)
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Basic ${btoa('demo-key:secret')}`]),
    )
    expect(told.at(-1)).toBe(done.statements)
  })

  it('that are refused stop the start, with what the endpoint said', async () => {
    const running = homeNamed('refused')
    answers.push(400)
    await expect(sendDemoData(running, { now: NOW, signal: never, sent: quiet })).rejects.toThrow(
      'The demo data were refused (400): {"message":"because"}',
    )
    expect(requests).toHaveLength(1)
  })

  it('are not sent where the record of them is damaged, for nobody knows of which quarter they were', async () => {
    const running = homeNamed('damaged')
    writeFileSync(join(running.home, 'demo-data.json'), '{"end":')
    await expect(sendDemoData(running, { now: NOW, signal: never, sent: quiet })).rejects.toThrow(
      /demo-data\.json is damaged/,
    )
    expect(requests).toEqual([])
  })
})
