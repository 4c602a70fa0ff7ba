/** What any case changed of a ledger, hour by hour. */
import { changesOf, fromChangesKey, sequencesIn } from './changes.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import type { Ledger } from './records.ts'

/** `of`: the sequences of an hour. */
export type ChangesByHour = { of(hour: string): Promise<ReadonlySet<string>> }

/** The names of all are read when they are needed first. */
export function createChangesByHour(vault: EvidenceObjects, ledger: Ledger): ChangesByHour {
  let listing: Promise<Map<string, string[]>> | undefined
  const list = async () => {
    const keys = new Map<string, string[]>()
    for await (const key of vault.list(changesOf(ledger))) {
      const hour = fromChangesKey(key)?.hour
      if (hour !== undefined) keys.set(hour, [...(keys.get(hour) ?? []), key])
    }
    return keys
  }
  return {
    async of(hour) {
      listing ??= list()
      const keys = (await listing).get(hour) ?? []
      const all = await Promise.all(keys.map((key) => vault.get(key)))
      return new Set(all.flatMap((bytes) => (bytes === undefined ? [] : sequencesIn(bytes))))
    },
  }
}
