/**
 * Endless statements from a corpus: it is sent class after class, each with learners, registrations and times of its own,
 * about the same courses. What repeats in real records repeats here, and no more.
 */
import { randomUUID } from 'node:crypto'
import type { Statement } from '../lambdas/xapi/statement.ts'

const PERIOD_MS = 7 * 86_400_000
const UUID = /"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g
const MBOX = /"mailto:([^"@]+)@/g
const ACCOUNT_NAME = /("homePage":"[^"]*","name":")([^"]+)"/g
const TIMESTAMP = /"timestamp":"([^"]+)"/

export function* corpusSenders(texts: readonly string[]): Generator<Statement, never> {
  for (let turn = 0; ; turn++) {
    const ids = new Map<string, string>()
    const another = (id: string) => {
      const known = ids.get(id) ?? `"${randomUUID()}"`
      ids.set(id, known)
      return known
    }
    for (const text of texts) {
      const own = text
        .replaceAll(UUID, another)
        .replaceAll(MBOX, `"mailto:$1.${turn}@`)
        .replaceAll(ACCOUNT_NAME, `$1$2.${turn}"`)
        .replace(TIMESTAMP, (_, time: string) => `"timestamp":"${laterBy(time, turn * PERIOD_MS)}"`)
      yield JSON.parse(own)
    }
  }
}

const laterBy = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString()
