/** Something that reads a stream until it is stopped. */
export type StreamReader = { stop(): Promise<void> }

export function startFollower(follow: (signal: AbortSignal) => Promise<void>): StreamReader {
  const aborter = new AbortController()
  const done = follow(aborter.signal)
  return {
    async stop() {
      aborter.abort()
      await done
    },
  }
}
