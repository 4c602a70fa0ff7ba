/** Something that reads a stream until it is stopped: a table publisher or an event source. */
export type StreamReader = { stop(): Promise<void> }

export function startStreamReader(read: (signal: AbortSignal) => Promise<void>): StreamReader {
  const aborter = new AbortController()
  const done = read(aborter.signal)
  return {
    async stop() {
      aborter.abort()
      await done
    },
  }
}
