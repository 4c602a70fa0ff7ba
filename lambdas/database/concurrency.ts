/** Many calls to a store, a few at a time: more would only wait on the other side while their time-outs run. */
const CALLS_AT_ONCE = 12

/** Runs all of them. After a failure no further one begins, and none is still running when the failure is thrown. */
export async function forEachConcurrently<T>(all: T[], run: (one: T, index: number) => Promise<void>): Promise<void> {
  const left = all.entries()
  let hasFailed = false
  const runner = async () => {
    for (const [index, one] of left) {
      if (hasFailed) return
      try {
        await run(one, index)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const runners = await Promise.allSettled(all.slice(0, CALLS_AT_ONCE).map(runner))
  for (const ended of runners) if (ended.status === 'rejected') throw ended.reason
}

/**
 * Reads one after another in their order, with the next few already under way. Whoever stops early waits for those, so
 * that nothing runs on unnoticed.
 */
export async function* readAhead<Place, Value>(
  places: Iterable<Place> | AsyncIterable<Place>,
  read: (place: Place) => Promise<Value>,
): AsyncGenerator<[Place, Value]> {
  const underWay: [Place, Promise<Value>][] = []
  try {
    for await (const place of places) {
      const reading = read(place)
      // It is thrown where the value is awaited; until then nobody else listens.
      reading.catch(() => undefined)
      underWay.push([place, reading])
      if (underWay.length < CALLS_AT_ONCE) continue
      const first = underWay.shift()
      if (first !== undefined) yield [first[0], await first[1]]
    }
    for (const [place, reading] of underWay) yield [place, await reading]
  } finally {
    await Promise.allSettled(underWay.map(([, reading]) => reading))
  }
}

type Arrived<Value> = { from: AsyncIterator<Value>; step: IteratorResult<Value> }

/**
 * What some sources bring, as it comes: while a value is used, the next one of each is on its way already. At most
 * `atOnce` are open at a time. Whoever stops early waits for what is under way.
 */
export async function* inAnyOrder<Value>(
  sources: Iterable<() => AsyncIterable<Value>>,
  atOnce = CALLS_AT_ONCE,
): AsyncGenerator<Value> {
  const waiting = sources[Symbol.iterator]()
  const underWay = new Map<AsyncIterator<Value>, Promise<Arrived<Value>>>()
  const ask = (from: AsyncIterator<Value>) => {
    const asking = from.next().then((step) => ({ from, step }))
    // It is thrown where it is awaited; until then nobody else listens.
    asking.catch(() => undefined)
    underWay.set(from, asking)
  }
  const openAnother = () => {
    const next = waiting.next()
    if (!next.done) ask(next.value()[Symbol.asyncIterator]())
  }
  try {
    while (underWay.size < atOnce) {
      const before = underWay.size
      openAnother()
      if (underWay.size === before) break
    }
    while (underWay.size > 0) {
      const { from, step } = await Promise.race(underWay.values())
      underWay.delete(from)
      if (step.done) openAnother()
      else {
        ask(from)
        yield step.value
      }
    }
  } finally {
    await Promise.allSettled(underWay.values())
    await Promise.allSettled([...underWay.keys()].map((from) => from.return?.()))
  }
}
