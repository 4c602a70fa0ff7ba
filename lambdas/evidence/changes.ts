/**
 * What cases did to records that were digested. A leaf of a change says which record it was, by its place, its id and its
 * leaf; and what stands there now, by that other leaf, if anything. The leaves of an hour lie beside the digests, as locked
 * as they are. Their root is in the object's name and in a tree over all hours of the case, whose root the certificate
 * signs: so a path leads from any record to what was signed, and a list of names is all that is read for it.
 */
import { type EvidenceObjects, putSame } from './evidence-objects.ts'
import { leavesKey } from './ledger-digest.ts'
import {
  type Frontier,
  frontierRoot,
  grown,
  HASH_BYTES,
  leafHash,
  listedHashes,
  packedHashes,
  treeRoot,
} from './merkle.ts'
import { fromOpeningsBytes, readOpenings } from './openings.ts'
import type { Ledger } from './records.ts'
import { NO_HASH } from './texts.ts'

const SEQUENCE_BYTES = 14
const CHANGE_BYTES = SEQUENCE_BYTES + HASH_BYTES

/** `was`: its leaf in the digest, hex; zeros where no digest holds it. `now`: that of what stands there instead. */
export type Change = { sequence: string; id: string; was: string; now?: string | undefined }

export const REMOVED = 'removed'

/** What the leaf of a change is made of. */
export const changeText = ({ source, tenant }: Ledger, { sequence, id, was, now = REMOVED }: Change): string =>
  [source, tenant, sequence, id, was, now].join('\n')

/** The leaves of changes in one hour, in the order of the sequences. */
export type HourOfChanges = { hour: string; count: number; root: string }
const hourText = ({ hour, count, root }: HourOfChanges) => `${hour} ${count} ${root}`
export const hourLeaf = (hour: HourOfChanges): Buffer => leafHash(hourText(hour))

/** Of all cases of a ledger. */
export const changesOf = ({ source, tenant }: Ledger) => `changed/${source}/${tenant}/`
const changesOfCase = (ledger: Ledger, caseId: string) => `${changesOf(ledger)}${caseId}/`
const changesOfHour = (ledger: Ledger, { caseId, hour }: { caseId: string; hour: string }) =>
  `${changesOfCase(ledger, caseId)}${hour}.`
const changesKey = (ledger: Ledger, caseId: string, { hour, count, root }: HourOfChanges) =>
  `${changesOfCase(ledger, caseId)}${hour}.${count}.${root}`

/** What the name of such an object says. @returns undefined where it is none */
export function fromChangesKey(key: string): (HourOfChanges & { caseId: string }) | undefined {
  const [caseId, name = ''] = key.split('/').slice(-2)
  const [hour, count, root] = name.split('.')
  if (caseId === undefined || hour === undefined || count === undefined || root === undefined) return undefined
  return { caseId, hour, count: Number(count), root }
}

/** Done again it puts the same. @throws Error where the case had other changes in the hour */
export async function putChanges(
  vault: EvidenceObjects,
  ledger: Ledger,
  { hour, caseId, changes }: { hour: string; caseId: string; changes: readonly Change[] },
): Promise<HourOfChanges> {
  const inOrder = changes.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1))
  const leaves = inOrder.map((change) => leafHash(changeText(ledger, change)))
  const bytes = Buffer.concat(
    inOrder.flatMap(({ sequence }, at) => [Buffer.from(sequence, 'hex'), leaves[at] ?? Buffer.alloc(0)]),
  )
  const made = { hour, count: changes.length, root: treeRoot(listedHashes(leaves)).toString('hex') }
  const key = changesKey(ledger, caseId, made)
  for await (const other of vault.list(changesOfHour(ledger, { caseId, hour })))
    if (other !== key) throw new Error(`The case ${caseId} was other in ${hour} before.`)
  await putSame(vault, key, bytes)
  return made
}

/** Whether those of an hour are there. */
export async function hasChanges(
  vault: EvidenceObjects,
  ledger: Ledger,
  place: { caseId: string; hour: string },
): Promise<boolean> {
  for await (const _ of vault.list(changesOfHour(ledger, place))) return true
  return false
}

/** The digest's leaves of some records. */
export async function readDigestLeaves(
  { vault, besides }: { vault: EvidenceObjects; besides: Pick<EvidenceObjects, 'get' | 'list'> },
  ledger: Ledger,
  hour: string,
): Promise<(sequence: string) => string> {
  const [leafBytes, bytes] = await Promise.all([
    vault.get(leavesKey(ledger, hour)),
    readOpenings(besides, ledger, hour),
  ])
  const [leaves, openings] = [leafBytes && packedHashes(leafBytes), bytes && fromOpeningsBytes(bytes)]
  return (sequence) => {
    const index = openings?.indexOf(sequence)
    return index === undefined || leaves === undefined ? NO_HASH : Buffer.from(leaves.at(index)).toString('hex')
  }
}

/** All hours of a case, in their order. */
export async function readHoursOfChanges(
  vault: EvidenceObjects,
  ledger: Ledger,
  caseId: string,
): Promise<(HourOfChanges & { key: string })[]> {
  const hours: (HourOfChanges & { key: string })[] = []
  for await (const key of vault.list(changesOfCase(ledger, caseId))) {
    const named = fromChangesKey(key)
    if (named !== undefined) hours.push({ hour: named.hour, count: named.count, root: named.root, key })
  }
  return hours
}

export type ListedChanges = { sequences: string[]; leaves: Buffer[] }

/** @throws Error where it is cut off */
export function fromChangesBytes(bytes: Uint8Array): ListedChanges {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length % CHANGE_BYTES !== 0) throw new Error('The changes of an hour are cut off.')
  const starts = Array.from({ length: buffer.length / CHANGE_BYTES }, (_, at) => at * CHANGE_BYTES)
  return {
    sequences: starts.map((start) => buffer.toString('hex', start, start + SEQUENCE_BYTES)),
    leaves: starts.map((start) => buffer.subarray(start + SEQUENCE_BYTES, start + CHANGE_BYTES)),
  }
}

/** Of an object that somebody cut off they are those that are left. */
export function sequencesIn(bytes: Uint8Array): string[] {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % CHANGE_BYTES))
  return fromChangesBytes(whole).sequences
}

/** All changes of a case: the tree over its hours, as it grows hour by hour. `frontier`: hex. */
export type ChangesTree = { count: number; hours: number; frontier: string[] }
export const NO_CHANGES: ChangesTree = { count: 0, hours: 0, frontier: [] }

export function withHourOfChanges({ count, hours, frontier }: ChangesTree, hour: HourOfChanges): ChangesTree {
  const nodes = grown(fromHex(frontier), hours, hourLeaf(hour))
  return {
    count: count + hour.count,
    hours: hours + 1,
    frontier: nodes.map((node) => Buffer.from(node).toString('hex')),
  }
}

/** What a certificate says of it. */
export type SignedChanges = { count: number; hours: number; root: string }
export const signedChangesOf = ({ count, hours, frontier }: ChangesTree): SignedChanges => ({
  count,
  hours,
  root: frontierRoot(fromHex(frontier)).toString('hex'),
})

const fromHex = (frontier: readonly string[]): Frontier => frontier.map((node) => Buffer.from(node, 'hex'))
