/** Every combination of filters is exact, on histories of all kinds, in lists of any shards, walked page by page. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { engines, useEngine } from '../../support/engines.ts'
import { type CaseCounts, countAnswer, countHistory, textOf } from '../../support/histories/case-counts.ts'
import { askQuestions, openScene, playHistory } from '../../support/histories/history-player.ts'
import { histories, type Step } from '../../support/histories/random-histories.ts'
import { type QuestionDraft, questions } from '../../support/histories/random-questions.ts'
import { useBucket } from '../../support/s3-emulator.ts'

const DEEP = process.env.DEEP === '1'
/** With 96 questions about each history, a deep run asks 21,000. */
const RUNS = DEEP ? { dynoxide: 140, java: 80 } : { dynoxide: 14, java: 5 }
const SEED = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }
describe.each(engines)('filters on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  it(
    'answer what the standard says, in order, without repeating or skipping',
    async () => {
      const counts: CaseCounts = new Map()
      const check = async (history: Step[], all: QuestionDraft[]) => {
        const scene = openScene(engine, bucket)
        const answers = await askQuestions(scene, await playHistory(scene, history), all)
        countHistory(counts, history)
        for (const answer of answers) countAnswer(counts, answer)
      }
      const numRuns = RUNS[name as keyof typeof RUNS]
      await fc.assert(fc.asyncProperty(histories, questions, check), { numRuns, ...SEED })
      if (DEEP) console.info(`${name}:\n${textOf(counts)}`)
      expect(counts.get('questions that find something in several shards')).toBeGreaterThan(0)
    },
    DEEP ? 3_600_000 : 240_000,
  )
})
