/**
 * The digest of one ledger's hour. What differs at each run, the salts, is put first; the rest follows from it and from
 * what is stored, so a run that was killed at any step, came twice or came late ends with the same objects.
 */
import { type EvidenceObjects, putSame } from './evidence-objects.ts'
import { endOfHour } from './hours.ts'
import { HASH_BYTES, packedHashes, sha256, treeRoot } from './merkle.ts'
import { fromOpeningsBytes, type Opening, type Openings, openingsKey, toOpeningsBytes } from './openings.ts'
import { type Ledger, newSalt, type RecordSource, recordLeaf, type StoredRecord } from './records.ts'
import { type Digest, hashOf, toDigestText } from './texts.ts'

/** `vault`: where nothing can be changed; `besides`: the bucket of what else belongs to the records. */
export type DigestParts = { vault: EvidenceObjects; besides: EvidenceObjects }

/** What a digest says of the one before it. */
export type LastDigest = { hash: string; hour: string; total: number }

const nameOf = ({ source, tenant }: Ledger) => `${source}/${tenant}`
export const digestsOf = (ledger: Ledger) => `digests/${nameOf(ledger)}/`
export const digestKey = (ledger: Ledger, hour: string) => `${digestsOf(ledger)}${hour}.json`
export const leavesKey = (ledger: Ledger, hour: string) => `leaves/${nameOf(ledger)}/${hour}`

/** Records of the hour that came when it was settled: they are in no digest. */
export type HourDigest = { last: LastDigest | undefined; records: number; late: string[] }

type Hour = { ledger: Ledger; source: RecordSource; hour: string }

/** @throws OtherEvidence where something else was digested before */
export async function digestHour(
  parts: DigestParts,
  { ledger, source, hour }: Hour,
  before: LastDigest | undefined,
): Promise<HourDigest> {
  const hashed = await hashHour(parts, { ledger, source, hour })
  if (hashed === undefined) return { last: before, records: 0, late: [] }
  const { leaves, openings, late } = hashed
  await putSame(parts.vault, leavesKey(ledger, hour), leaves)
  const count = leaves.length / HASH_BYTES
  const digest: Digest = {
    ...ledger,
    hour,
    through: new Date(endOfHour(hour)).toISOString(),
    count,
    root: treeRoot(packedHashes(leaves)).toString('hex'),
    openings: sha256(openings).toString('hex'),
    total: (before?.total ?? 0) + count,
    previous: before?.hash ?? '0'.repeat(2 * HASH_BYTES),
  }
  const text = toDigestText(digest)
  await putSame(parts.vault, digestKey(ledger, hour), Buffer.from(text))
  return { last: { hash: hashOf(text), hour, total: digest.total }, records: count, late }
}

type HashedHour = { leaves: Buffer; openings: Uint8Array; late: string[] }

/** @returns nothing for an hour without records */
async function hashHour(parts: DigestParts, { ledger, source, hour }: Hour): Promise<HashedHour | undefined> {
  const key = openingsKey(ledger, hour)
  const hashed: (Opening & { leaf: Buffer })[] = []
  const late: string[] = []
  let bytes: Uint8Array | undefined
  let known: Openings | undefined
  for await (const records of source.recordsOf(ledger.tenant, hour)) {
    if (records.length === 0) continue
    if (hashed.length + late.length === 0) bytes = await parts.besides.get(key)
    known ??= bytes && fromOpeningsBytes(bytes)
    for (const record of records) {
      const opening = openingOf(record, source, known)
      if (opening === undefined && record.isRepeat) continue
      if (opening === undefined) late.push(record.sequence)
      else hashed.push({ ...opening, leaf: recordLeaf(ledger, record, opening.salt) })
    }
  }
  if (hashed.length === 0 && known === undefined) return undefined
  if (known !== undefined && known.count !== hashed.length)
    throw new Error(`${known.count - hashed.length} records of ${key} are missing.`)
  // Another run had put its salts: the leaves are made of those.
  const openings = bytes ?? toOpeningsBytes(hashed)
  if (bytes === undefined && !(await parts.besides.putNew(key, openings)))
    return hashHour(parts, { ledger, source, hour })
  hashed.sort((a, b) => (a.sequence < b.sequence ? -1 : 1))
  return { leaves: Buffer.concat(hashed.map(({ leaf }) => leaf)), openings, late }
}

type OpenOpening = Opening & { salt: Uint8Array }

function openingOf(record: StoredRecord, source: RecordSource, known: Openings | undefined): OpenOpening | undefined {
  const { sequence, text, isRepeat } = record
  if (known === undefined && isRepeat) return undefined
  if (known === undefined) return { sequence, id: source.idOf(text), salt: newSalt() }
  const index = known.indexOf(sequence)
  const opening = index === undefined ? undefined : known.at(index)
  return opening?.salt === undefined ? undefined : { ...opening, salt: opening.salt }
}
