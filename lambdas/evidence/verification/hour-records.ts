/** Compares the records of an hour with what was digested of them, one by one, in any order and any number of times. */
import { storedOf } from '../../statements/batch/sequence.ts'
import type { Hashes } from '../merkle.ts'
import type { Openings } from '../openings.ts'
import { type Ledger, recordLeaf, type StoredRecord } from '../records.ts'
import type { IsRewritten } from '../rewritten.ts'
import type { Finding } from './findings.ts'

/** What a digest holds of an hour; of an hour without one, nothing. */
export type DigestedHour = {
  hour: string
  leaves: Hashes
  openings: Openings
  isRewritten?: IsRewritten
  /** The sequences of what cases changed. */
  changed?: ReadonlySet<string>
}

export type HourComparison = {
  see(record: StoredRecord): void
  /** What is wrong, now that all records were seen. */
  findings(): Finding[]
}

const NOTHING: Openings = { count: 0, at: () => ({ sequence: '', id: '', salt: undefined }), indexOf: () => undefined }
const NO_LEAVES: Hashes = { length: 0, at: () => new Uint8Array() }
export const emptyHour = (hour: string): DigestedHour => ({ hour, leaves: NO_LEAVES, openings: NOTHING })

export function compareHour(
  ledger: Ledger,
  { hour, leaves, openings, isRewritten = () => false, changed = new Set() }: DigestedHour,
  idOf: (text: string) => string,
): HourComparison {
  const seen = new Uint8Array(openings.count)
  const found: Finding[] = []
  const add = (problem: Finding['problem'], sequence: string, id: string) =>
    void found.push({ problem, hour, ...ledger, sequence, ...(id && { id }) })
  return {
    see(record) {
      const { sequence, text } = record
      const index = openings.indexOf(sequence)
      if (index === undefined) return record.isRepeat ? undefined : add('added', sequence, idIn(text, idOf))
      seen[index] = 1
      const { id, salt } = openings.at(index)
      // It may stand as a case has made it.
      if (salt === undefined) return isRewritten(record) ? undefined : add('not erased', sequence, idIn(text, idOf))
      if (recordLeaf(ledger, record, salt).equals(leaves.at(index))) return
      add(isDated(text, sequence) ? 'changed' : 're-dated', sequence, id)
    },
    findings() {
      for (const [index, isSeen] of seen.entries()) {
        const { sequence, id, salt } = openings.at(index)
        if (isSeen === 0 && salt !== undefined) add('missing', sequence, id)
        if (salt === undefined && !changed.has(sequence)) add('erased by no case', sequence, '')
      }
      return found
    },
  }
}

function isDated(text: string, sequence: string): boolean {
  try {
    const { stored }: { stored?: unknown } = JSON.parse(text)
    return typeof stored !== 'string' || Date.parse(stored) === Date.parse(storedOf(sequence))
  } catch {
    return true
  }
}

function idIn(text: string, idOf: (text: string) => string): string {
  try {
    return idOf(text)
  } catch {
    return ''
  }
}
