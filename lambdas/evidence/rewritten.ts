/**
 * Records that stand with another text since a case changed them. Their old leaves stay, and nobody can open those any
 * more. Of the new texts there are leaves too, beside the digests, as locked as they are; what opens them lies beside the
 * records, as all openings do. Each case has its own for each hour.
 */
import { type EvidenceObjects, putFirst, putSame } from './evidence-objects.ts'
import { HASH_BYTES, type Hashes, packedHashes } from './merkle.ts'
import { fromOpeningsBytes, type Openings, openingsKeys, toOpeningsBytes } from './openings.ts'
import { type Ledger, newSalt, recordLeaf, type StoredRecord } from './records.ts'

/** The objects beside the records of an hour; each is named after its case. */
export const rewrittenOpenings = ({ source, tenant }: Ledger, hour: string) =>
  `${tenant}/evidence/rewritten/${source}/${hour}/`
export const rewrittenLeaves = ({ source, tenant }: Ledger, hour: string) => `rewritten/${source}/${tenant}/${hour}/`

type Parts = { vault: EvidenceObjects; besides: EvidenceObjects }
export type RewrittenRecord = StoredRecord & { id: string }

/**
 * Salts come first, as with digests: whatever run puts them, the leaves are made of those.
 * @returns sequences and leaves (hex), in the order of the sequences
 */
export async function putRewritten(
  { vault, besides }: Parts,
  ledger: Ledger,
  { hour, caseId, records }: { hour: string; caseId: string; records: RewrittenRecord[] },
): Promise<[sequence: string, leaf: string][]> {
  const salted = records.map(({ sequence, id }) => ({ sequence, id, salt: newSalt() }))
  const bytes = await putFirst(besides, rewrittenOpenings(ledger, hour) + caseId, toOpeningsBytes(salted))
  const openings = fromOpeningsBytes(bytes)
  const texts = new Map(records.map((record) => [record.sequence, record]))
  const leaves = Array.from({ length: openings.count }, (_, at): [string, Buffer] => {
    const { sequence, salt } = openings.at(at)
    const record = texts.get(sequence)
    if (record === undefined || salt === undefined) throw new Error(`The case ${caseId} was other in ${hour} before.`)
    return [sequence, recordLeaf(ledger, record, salt)]
  })
  if (leaves.length !== records.length) throw new Error(`The case ${caseId} was other in ${hour} before.`)
  await putSame(vault, rewrittenLeaves(ledger, hour) + caseId, Buffer.concat(leaves.map(([, leaf]) => leaf)))
  return leaves.map(([sequence, leaf]) => [sequence, leaf.toString('hex')])
}

/** Openings that were erased have a hash behind their case. */
const caseOf = (name: string) => name.split('.')[0] ?? name

/** Of one hour and case. */
type RewrittenHour = { openings: Openings; leaves: Hashes }

/** Whether a record is what a case made of it. */
export type IsRewritten = (record: StoredRecord) => boolean

export async function readRewritten({ vault, besides }: Parts, ledger: Ledger, hour: string): Promise<IsRewritten> {
  const hours: RewrittenHour[] = []
  const prefix = rewrittenOpenings(ledger, hour)
  for await (const key of besides.list(prefix)) {
    const [bytes, leafBytes] = await Promise.all([
      besides.get(key),
      vault.get(rewrittenLeaves(ledger, hour) + caseOf(key.slice(prefix.length))),
    ])
    if (bytes === undefined || leafBytes === undefined) continue
    const [openings, leaves] = [fromOpeningsBytes(bytes), packedHashes(leafBytes)]
    if (openings.count === leafBytes.length / HASH_BYTES) hours.push({ openings, leaves })
  }
  return (record) =>
    hours.some(({ openings, leaves }) => {
      const index = openings.indexOf(record.sequence)
      const salt = index === undefined ? undefined : openings.at(index).salt
      return index !== undefined && salt !== undefined && recordLeaf(ledger, record, salt).equals(leaves.at(index))
    })
}

/** What opens the new leaf of a record. */
export type OpenRewritten = { salt: Buffer }

/** @returns undefined where the case left nothing in the record's place, or another one changed that since */
export async function openRewritten(
  { besides }: { besides: Pick<EvidenceObjects, 'get' | 'list'> },
  ledger: Ledger,
  { hour, caseId, sequence }: { hour: string; caseId: string; sequence: string },
): Promise<OpenRewritten | undefined> {
  const bytes = await openingsOfCase(besides, ledger, { hour, caseId })
  const openings = bytes && fromOpeningsBytes(bytes)
  const index = openings?.indexOf(sequence)
  const salt = index === undefined ? undefined : openings?.at(index).salt
  return salt && { salt: Buffer.from(salt) }
}

/** What opens the new leaves of a case in an hour, as far as no other case changed the records since. */
export async function openingsOfCase(
  besides: Pick<EvidenceObjects, 'get' | 'list'>,
  ledger: Ledger,
  { hour, caseId }: { hour: string; caseId: string },
): Promise<Uint8Array | undefined> {
  const prefix = rewrittenOpenings(ledger, hour)
  let bytes: Uint8Array | undefined
  // While another case changes some of them there are two: the later one has fewer salts.
  for await (const key of besides.list(prefix + caseId))
    if (caseOf(key.slice(prefix.length)) === caseId) bytes = (await besides.get(key)) ?? bytes
  return bytes
}

/** The hours in which a case left records with another text, in their order. */
export async function rewrittenHours(
  vault: EvidenceObjects,
  ledger: Ledger,
  caseId: string,
): Promise<{ hour: string; key: string }[]> {
  const prefix = `rewritten/${ledger.source}/${ledger.tenant}/`
  const hours: { hour: string; key: string }[] = []
  for await (const key of vault.list(prefix)) {
    const [hour = '', name] = key.slice(prefix.length).split('/')
    if (name === caseId) hours.push({ hour, key })
  }
  return hours
}

/** The objects that open records of an hour: as it was digested, and as cases have made them. */
export async function allOpenings(
  { besides }: Pick<Parts, 'besides'>,
  ledger: Ledger,
  hour: string,
): Promise<string[]> {
  const keys = await openingsKeys(besides, ledger, hour)
  for await (const key of besides.list(rewrittenOpenings(ledger, hour))) keys.push(key)
  return keys
}
