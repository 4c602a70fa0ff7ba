/** Statements of a quarter of a year, given to the lake's writer as the stream gives them. */
import { randomUUID } from 'node:crypto'
import { createLakeWriter } from '../lambdas/lake/writer.ts'
import type { Statement } from '../lambdas/xapi/statement.ts'
import { batchInsert, kinesisEvent, kinesisRecord, sequenceAt } from '../test/support/kinesis-events.ts'

/** As a busy tenant's minute: so many requests in an event, and statements in a request. */
const REQUESTS = 100
const SIZE = 10
const FROM_MS = Date.UTC(2026, 2, 2)
const MOST_DAYS = 90
/** Files of a day: a small run has fewer days, not fewer files in each. */
const FILES_OF_DAY = 11
const DAY_MS = 86_400_000
export const TENANT = 'bench'

export type Written = { cpuSeconds: number; files: number; bytes: number; jsonBytes: number }

/** What is sent, and how many of them. */
export type Sent = { statements: Iterator<Statement, never>; count: number }

export async function writeDays(
  put: (key: string, body: Uint8Array) => void,
  { statements, count }: Sent,
): Promise<Written> {
  const written: Written = { cpuSeconds: 0, files: 0, bytes: 0, jsonBytes: 0 }
  const lake = {
    async put(key: string, body: Uint8Array) {
      put(key, body)
      written.files++
      written.bytes += body.length
    },
    getText: async () => undefined,
    getBatchObject: async () => undefined,
  }
  const fail = (what: object) => {
    throw new Error(JSON.stringify(what))
  }
  const writer = createLakeWriter(lake, {
    written: () => undefined,
    quarantined: fail,
    outdated: fail,
    interrupted: fail,
  })
  const events = Math.ceil(count / (REQUESTS * SIZE))
  const days = Math.min(MOST_DAYS, Math.ceil(events / FILES_OF_DAY))
  for (let event = 0; event < events; event++) {
    const stored = new Date(FROM_MS + Math.floor((event / events) * days * DAY_MS)).toISOString()
    const sequence = sequenceAt(stored)
    const changes = Array.from({ length: REQUESTS }, () => {
      const texts = Array.from({ length: SIZE }, () => storedText(statements.next().value, stored))
      for (const text of texts) written.jsonBytes += Buffer.byteLength(text)
      return batchInsert(TENANT, sequence.next(), texts)
    })
    const input = kinesisEvent(changes.map((change, at) => kinesisRecord(change, event * REQUESTS + at)))
    const begin = process.cpuUsage()
    await writer(input)
    const { user, system } = process.cpuUsage(begin)
    written.cpuSeconds += (user + system) / 1e6
  }
  return written
}

const AUTHORITY = { objectType: 'Agent', account: { homePage: 'https://lrs.example.com', name: 'lms' } }

/** What the store adds to a statement. */
const storedText = (statement: object, stored: string) =>
  JSON.stringify({ id: randomUUID(), timestamp: stored, version: '1.0.3', ...statement, stored, authority: AUTHORITY })
