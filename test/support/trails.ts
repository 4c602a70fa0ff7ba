/** Trails whose stream is in this process: what is put into it can be read, and it can fail. */
import { type Entry, fromRecord } from '../../lambdas/audit/entry.ts'
import { createTrail, type Trail } from '../../lambdas/audit/trail.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'

/** `puts`: how many records; `isDown`: whether the stream fails. */
export type HeardTrail = { trail: Trail; entries: Entry[]; puts: number; isDown: boolean }

export function heardTrail(): HeardTrail {
  const heard: HeardTrail = {
    entries: [],
    puts: 0,
    isDown: false,
    trail: createTrail({
      async put(data) {
        if (heard.isDown) throw new Unavailable(new Error('the stream is down'))
        heard.puts++
        heard.entries.push(...(fromRecord(Buffer.from(data).toString('base64')) ?? []))
      },
    }),
  }
  return heard
}

/** For tests that ask for nothing of it. */
export const unheard: Trail = { record: async () => undefined }
