/** Something that reads a stream until it is stopped. */
export type Follower = { stop(): Promise<void> }

export function startFollower(follow: (signal: AbortSignal) => Promise<void>): Follower {
  const aborter = new AbortController()
  const done = follow(aborter.signal)
  return {
    async stop() {
      aborter.abort()
      await done
    },
  }
}
