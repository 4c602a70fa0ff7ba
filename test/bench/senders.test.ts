/** The benchmark's senders: valid, repeatable statements of the sizes that real senders write. */
import { describe, expect, it } from '@jest/globals'
import {
  batchOfManyLearners,
  batchOfOneLearner,
  SENDER_NAMES,
  type SenderStatement,
  senders,
} from '../../bench/senders.ts'
import type { Statement } from '../../lambdas/xapi/statement.ts'
import { parseStatements } from '../../lambdas/xapi/statements-body.ts'
import { validateStatements } from '../../lambdas/xapi/validate.ts'

const first = (seed: number, count: number): SenderStatement[] => {
  const source = senders(seed)
  return Array.from({ length: count }, () => source.next().value)
}
const whoSent = ({ actor }: Statement) => actor.name
const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

describe('senders', () => {
  it.each(['1.0.3', '2.0.0'] as const)('write statements that are valid under %s', (version) => {
    const statements = first(1, 1000).map(({ statement }) => statement)
    const received = parseStatements(Buffer.from(JSON.stringify(statements)))
    expect(validateStatements(received, version)).toHaveLength(1000)
  })

  it('write the same for the same seed, and other statements for another', () => {
    expect(first(7, 300)).toEqual(first(7, 300))
    expect(first(7, 300)).not.toEqual(first(8, 300))
  })

  it.each([
    ['lms', 1400],
    ['course', 1200],
    ['simulator', 700],
    ['cmi5', 1100],
    ['checklist', 1700],
  ])('%s writes about %i bytes a statement', (name, bytes) => {
    const sizes = first(2, 2000)
      .filter(({ sender }) => sender === name)
      .map(({ statement }) => Buffer.byteLength(JSON.stringify(statement)))
    expect(sizes.length).toBeGreaterThan(100)
    expect(Math.abs(mean(sizes) / bytes - 1)).toBeLessThan(0.15)
  })

  it('never give one id to two statements', () => {
    const ids = first(3, 2000).flatMap(({ statement }) => statement.id ?? [])
    expect(ids.length).toBeGreaterThan(1000)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('fill a batch with one learner at every sender, or with many', () => {
    const one = batchOfOneLearner(4, 100)
    expect([one.length, new Set(one.map(whoSent)).size]).toEqual([100, 1])
    const many = batchOfManyLearners(4, 50)
    expect(many).toHaveLength(50)
    expect(new Set(many.map(({ actor }) => JSON.stringify(actor))).size).toBeGreaterThan(40)
  })

  it('take turns, all five of them', () => {
    expect(new Set(first(5, 200).map(({ sender }) => sender))).toEqual(new Set(SENDER_NAMES))
  })
})
