/** All heads of some hours: signatures, the chain, the history, and the entries that each signs. */
import { readAhead } from '../../database/concurrency.ts'
import { entriesKey, entriesRoot, entryLeaf, fromEntriesFile } from '../entries-file.ts'
import type { EvidenceObjects } from '../evidence-objects.ts'
import { fromHeadFile, headKey, type SignedHead } from '../head-file.ts'
import { hoursFrom } from '../hours.ts'
import { frontierRoot, grown, leafHash } from '../merkle.ts'
import { type Head, hashOf } from '../texts.ts'
import type { Finding } from './findings.ts'
import type { Hours } from './ledger-digests.ts'

/** Whether a signature is that of the text, by the key that the head, or a certificate, names. */
export type IsSigned = (signed: { head: Pick<Head, 'key'>; text: string; signature: Buffer }) => Promise<boolean>

type Read = {
  hour: string
  head: SignedHead | 'missing' | 'altered'
  isSigned: boolean
  entries: Finding['problem'] | undefined
}

/** One hour after the other; what a head says of the one before decides which of both was altered. */
export async function* verifyHeads(
  vault: EvidenceObjects,
  hours: Hours,
  isSigned: IsSigned,
): AsyncGenerator<Finding[]> {
  let before: Read | undefined
  for await (const [, read] of readAhead(hoursFrom(hours.from, hours.to), (hour) => readHour(vault, hour, isSigned))) {
    if (before !== undefined) yield findingsOf(before, read)
    before = read
  }
  if (before !== undefined) yield findingsOf(before, undefined)
}

async function readHour(vault: EvidenceObjects, hour: string, isSigned: IsSigned): Promise<Read> {
  const [bytes, entries] = await Promise.all([vault.get(headKey(hour)), vault.get(entriesKey(hour))])
  const head = bytes === undefined ? 'missing' : headIn(bytes)
  if (entries === undefined) return { hour, head, isSigned: await isTrue(head, isSigned), entries: 'entries missing' }
  const problem = typeof head === 'string' ? undefined : problemOfEntries(entries, head)
  return { hour, head, isSigned: await isTrue(head, isSigned), entries: problem }
}

const isTrue = async (head: Read['head'], isSigned: IsSigned) => typeof head !== 'string' && isSigned(head)

function headIn(bytes: Uint8Array): SignedHead | 'altered' {
  try {
    return fromHeadFile(bytes)
  } catch {
    return 'altered'
  }
}

function problemOfEntries(bytes: Uint8Array, { head }: SignedHead): Finding['problem'] | undefined {
  try {
    const entries = fromEntriesFile(bytes)
    const areTrue = [...entries.all()].every(({ blind, text, entry, index }) => {
      return entry.hour === head.hour && entries.leaves[index]?.equals(entryLeaf(blind, text)) === true
    })
    return areTrue && entriesRoot(entries) === head.entries.root ? undefined : 'entries altered'
  } catch {
    return 'entries altered'
  }
}

function findingsOf({ hour, head, isSigned, entries }: Read, next: Read | undefined): Finding[] {
  const found: Finding[] = []
  const add = (problem: Finding['problem']) => void found.push({ problem, hour })
  const after = next === undefined || typeof next.head === 'string' ? undefined : next.head
  if (typeof head === 'string') add(head === 'missing' ? 'head missing' : 'head altered')
  else {
    const isFollowed = after === undefined || after.head.previous === hashOf(head.text)
    const isTrue = isSigned && head.head.hour === hour
    if (!isTrue) add(isFollowed ? 'signature wrong' : 'head altered')
    else if (!isFollowed) add('chain broken')
    else if (after !== undefined) for (const problem of problemsOfHistory(head, after)) add(problem)
    // An altered head says nothing of its entries.
    if (entries !== undefined && (isTrue || isFollowed)) add(entries)
  }
  if (typeof head === 'string' && entries === 'entries missing') add(entries)
  return found
}

function problemsOfHistory(head: SignedHead, after: SignedHead): Finding['problem'][] {
  const { size } = head.head.history
  if (after.head.history.size !== size + 1) return ['gap in time']
  if (frontierRoot(head.frontier).toString('hex') !== head.head.history.root) return ['head altered']
  const root = frontierRoot(grown(head.frontier, size, leafHash(head.text))).toString('hex')
  return root === after.head.history.root ? [] : ['chain broken']
}
