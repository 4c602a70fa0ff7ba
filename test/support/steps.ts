/**
 * Counts the steps of the functions' code: how often each block of `lambdas/` runs, as V8 counts it for coverage, and how
 * far built-in searches go. The same work has the same count on every machine; expressions are judged as they are
 * written (`test/house/regular-expressions.test.ts`).
 */
import { Session } from 'node:inspector/promises'
import { duringTests } from './during-tests.ts'

/** During the tests of a file: to begin to count and to end it takes V8 longer than most of what is counted. */
export const useSteps = () =>
  duringTests(async () => {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    /** Since the last time. */
    const takeBlocks = async () => {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      return result
        .filter(({ url }) => url.includes('/lambdas/'))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
    }
    return {
      /** @returns how many steps a run takes */
      async stepsOf(run: () => unknown): Promise<number> {
        await takeBlocks()
        const searches = countSearches()
        try {
          await run()
        } finally {
          searches.stop()
        }
        return (await takeBlocks()).reduce((sum, count) => sum + count, searches.steps())
      },
      stop: () => session.disconnect(),
    }
  })

type Search = 'includes' | 'indexOf'

/** Places that searches of lists and texts look at: from where they begin to where they find something, or to the end. */
function countSearches() {
  let steps = 0
  const restore: (() => void)[] = []
  const replace = <Kind extends unknown[] | string>(prototype: Kind, name: Search) => {
    const before = Object.getOwnPropertyDescriptor(prototype, name)
    const indexOf = prototype.indexOf
    const search = before?.value
    if (before === undefined) throw new Error(`There is no ${name}.`)
    Object.defineProperty(prototype, name, {
      ...before,
      value(this: Kind, sought: never, from = 0) {
        const found: number = Reflect.apply(indexOf, this, [sought, from])
        steps += (found < 0 ? this.length : found + 1) - Math.min(Math.max(from, 0), this.length)
        return Reflect.apply(search, this, [sought, from])
      },
    })
    restore.push(() => Object.defineProperty(prototype, name, before))
  }
  for (const name of ['includes', 'indexOf'] as const) {
    replace(Array.prototype, name)
    replace(String.prototype as unknown as string, name)
  }
  return { steps: () => steps, stop: () => restore.map((undo) => undo()) }
}
