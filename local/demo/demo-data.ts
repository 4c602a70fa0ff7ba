/**
 * `npm start -- --demo`: a quarter of a plant for the tenant `demo`, sent as any client sends statements. The home
 * remembers which quarter it was, so that a later start sends nothing, and one after a kill sends the rest.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { replaceFile } from '../home/durable-file.ts'
import type { DemoTenant } from './demo-tenants.ts'
import { PEOPLE } from './plant/people.ts'
import { plantStatements, quarterEnd } from './plant/plant-statements.ts'
import type { Statement } from './plant/statement.ts'

export type Running = { origin: string; home: string; tenants: DemoTenant[] }
export type DemoDataOptions = {
  now: number
  /** Ends the sending; what is missing then is sent by the next start. */
  signal: AbortSignal
  /** Is called after each request. */
  sent(statements: number, of: number): void
}
/** `statements` is what this start sent. */
export type DemoData = { people: number; statements: number; end: number }

/** Some 400 kB: well below what a request may be, and quick enough for the progress to move. */
const BATCH = 250
/** A request of which a gateway says "later" is sent again: nothing is stored twice, for it has the same ids. */
const LATER = new Set([429, 500, 502, 503, 504])
const MOST_TRIES = 8
const PAUSE_MS = 500

export async function sendDemoData(running: Running, { now, signal, sent }: DemoDataOptions): Promise<DemoData> {
  const file = path.join(running.home, 'demo-data.json')
  const { end, isSent } = readRecord(file) ?? { end: quarterEnd(now), isSent: false }
  if (isSent) return { people: PEOPLE.length, statements: 0, end }
  // The quarter is on disk first: the same ids with other timestamps would be refused.
  saveRecord(file, { end, isSent: false })
  const statements = plantStatements(end)
  for (let done = 0; done < statements.length; done += BATCH) {
    await send(running, statements.slice(done, done + BATCH), signal)
    sent(Math.min(done + BATCH, statements.length), statements.length)
  }
  saveRecord(file, { end, isSent: true })
  return { people: PEOPLE.length, statements: statements.length, end }
}

async function send({ origin, tenants }: Running, batch: Statement[], signal: AbortSignal): Promise<void> {
  const [demo] = tenants
  if (!demo) throw new Failure('There is no demo tenant that the demo data could be sent to')
  const request = {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`${demo.key}:${demo.secret}`).toString('base64')}`,
      'Content-Type': 'application/json',
      'X-Experience-API-Version': '1.0.3',
    },
    body: JSON.stringify(batch),
    signal,
  }
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${origin}/xapi/statements`, request)
    const answer = await response.text()
    if (response.ok) return
    if (!LATER.has(response.status) || attempt === MOST_TRIES)
      throw new Failure(`The demo data were refused (${response.status}): ${answer.slice(0, 500)}`)
    await pause(PAUSE_MS * attempt, undefined, { signal })
  }
}

type DemoRecord = { end: number; isSent: boolean }

function readRecord(file: string): DemoRecord | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { end, isSent } = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof end === 'number' && typeof isSent === 'boolean') return { end, isSent }
  } catch {
    // Told below, as any other damage.
  }
  throw new Failure(`${file} is damaged: begin anew with npm start -- --reset --demo`)
}

const saveRecord = (file: string, record: DemoRecord) => replaceFile(file, `${JSON.stringify(record)}\n`, 0o600)
