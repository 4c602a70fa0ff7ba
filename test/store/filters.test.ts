/** Every combination of filters is exact, on histories of all kinds, walked page by page. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Bucket, type Engine, engines, startBucket, startEngine } from './engines.ts'
import { type Asked, histories, questions, type Step } from './histories.ts'
import { ask, begin, play } from './scenes.ts'

const RUNS = process.env.DEEP === '1' ? { dynoxide: 1_500, java: 300 } : { dynoxide: 25, java: 6 }
const SEED = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }
describe.each(engines)('filters on %s', (name) => {
  let engine: Engine
  let bucket: Bucket

  beforeAll(async () => {
    ;[engine, bucket] = await Promise.all([startEngine(name), startBucket()])
  }, 60_000)
  afterAll(async () => {
    await Promise.all([engine?.stop(), bucket?.stop()])
  })

  it(
    'answer what the standard says, in order, without repeating or skipping',
    async () => {
      let asked = 0
      let found = 0
      const check = async (history: Step[], all: Asked[]) => {
        const scene = begin(engine, bucket)
        found += await ask(scene, await play(scene, history), all)
        asked += all.length
      }
      const numRuns = RUNS[name as keyof typeof RUNS]
      await fc.assert(fc.asyncProperty(histories, questions, check), { numRuns, ...SEED })
      // Questions that find nothing would prove little.
      expect(found / asked).toBeGreaterThan(0.5)
      if (process.env.DEEP === '1') console.info(`${name}: ${asked} questions, ${found} statements found`)
    },
    process.env.DEEP === '1' ? 3_600_000 : 240_000,
  )
})
