/**
 * The digests of a ledger against the heads that name them. What a signed head says is taken for true, so that one altered
 * digest is one finding, and not one for all that follow it.
 */
import { readAhead } from '../../database/concurrency.ts'
import type { ChangesByHour } from '../changes-by-hour.ts'
import { type Entries, entriesKey, fromEntriesFile } from '../entries-file.ts'
import type { EvidenceObjects } from '../evidence-objects.ts'
import { hoursFrom } from '../hours.ts'
import { type DigestParts, digestKey, digestsOf, leavesKey } from '../ledger-digest.ts'
import { packedHashes, sha256, treeRoot } from '../merkle.ts'
import { fromOpeningsBytes, readOpenings } from '../openings.ts'
import type { Ledger } from '../records.ts'
import { readRewritten } from '../rewritten.ts'
import { AlteredText, type Digest, fromDigestText, hashOf, NO_HASH } from '../texts.ts'
import type { Finding } from './findings.ts'
import { type DigestedHour, emptyHour } from './hour-records.ts'

/** `isFromStart`: nothing was digested before them. */
export type Hours = { from: string; to: string; isFromStart: boolean }
/** `hash`: as a head names it, or where none does, as it is. */
export type KnownDigest = { hour: string; hash: string; digest: Digest | undefined }
export type LedgerDigests = { digests: Map<string, KnownDigest>; findings: Finding[] }

export async function readLedgerDigests(vault: EvidenceObjects, ledger: Ledger, hours: Hours): Promise<LedgerDigests> {
  const findings: Finding[] = []
  const named = await namedDigests(vault, ledger, { hours, findings })
  const stored = await storedHours(vault, ledger, hours)
  const digests = new Map<string, KnownDigest>()
  let previous: string | undefined = hours.isFromStart ? NO_HASH : undefined
  const digested = [...new Set([...named.keys(), ...stored])].toSorted()
  for await (const [hour, text] of readAhead(digested, (hour) => textOf(vault, digestKey(ledger, hour)))) {
    const add = (problem: Finding['problem']) => findings.push({ problem, hour, ...ledger })
    const hash = named.get(hour) ?? (text === undefined ? undefined : hashOf(text))
    if (hash === undefined) continue
    const digest = text === undefined || hashOf(text) !== hash ? undefined : digestIn(text)
    if (text === undefined) add('digest missing')
    else if (digest === undefined) add('digest altered')
    else if (previous !== undefined && digest.previous !== previous) add('chain broken')
    digests.set(hour, { hour, hash, digest })
    previous = hash
  }
  return { digests, findings }
}

/** By their hours: what the entries say is the newest one. */
async function namedDigests(
  vault: EvidenceObjects,
  ledger: Ledger,
  { hours, findings }: { hours: Hours; findings: Finding[] },
) {
  const named = new Map<string, string>()
  let isBegun = false
  const readEntry = async (hour: string) => (await entriesAt(vault, hour))?.of(ledger)?.entry
  for await (const [hour, entry] of readAhead(hoursFrom(hours.from, hours.to), readEntry)) {
    if (entry === undefined && isBegun) findings.push({ problem: 'no entry', hour, ...ledger })
    if (entry?.digestHour && entry.digestHour >= hours.from) named.set(entry.digestHour, entry.digest)
    isBegun ||= entry !== undefined
  }
  return named
}

/** What is wrong with the entries themselves, the check of the heads says. */
async function entriesAt(vault: EvidenceObjects, hour: string): Promise<Entries | undefined> {
  const bytes = await vault.get(entriesKey(hour))
  try {
    return bytes && fromEntriesFile(bytes)
  } catch {
    return undefined
  }
}

async function storedHours(vault: EvidenceObjects, ledger: Ledger, { from, to }: Hours): Promise<string[]> {
  const found: string[] = []
  for await (const key of vault.list(digestsOf(ledger))) {
    const hour = key.slice(digestsOf(ledger).length, -'.json'.length)
    if (hour >= from && hour <= to) found.push(hour)
  }
  return found
}

async function textOf(vault: EvidenceObjects, key: string): Promise<string | undefined> {
  const bytes = await vault.get(key)
  return bytes && Buffer.from(bytes).toString('utf8')
}

function digestIn(text: string): Digest | undefined {
  try {
    return fromDigestText(text)
  } catch (error) {
    if (error instanceof AlteredText) return undefined
    throw error
  }
}

type HourToRead = { hour: string; known: KnownDigest | undefined; findings: Finding[]; changes: ChangesByHour }

/**
 * The leaves and openings of an hour.
 * @returns nothing where they cannot say anything of the records: why, is added to the findings
 */
export async function readDigestedHour(
  { vault, besides }: DigestParts,
  ledger: Ledger,
  { hour, known, findings, changes }: HourToRead,
): Promise<DigestedHour | undefined> {
  if (known === undefined) return emptyHour(hour)
  const add = (problem: Finding['problem']) => void findings.push({ problem, hour, ...ledger })
  const [leafBytes, bytes] = await Promise.all([
    vault.get(leavesKey(ledger, hour)),
    readOpenings(besides, ledger, hour),
  ])
  if (leafBytes === undefined) return add('leaves missing') ?? undefined
  const leaves = packedHashes(leafBytes)
  const { digest } = known
  if (digest !== undefined && treeRoot(leaves).toString('hex') !== digest.root)
    return add('leaves altered') ?? undefined
  if (bytes === undefined) return add('openings missing') ?? undefined
  const isAsMade = digest === undefined || sha256(bytes).toString('hex') === digest.openings
  const openings = isAsMade || bytes.length % leaves.length === 0 ? fromOpeningsBytes(bytes) : undefined
  const isErasedFrom =
    openings !== undefined &&
    Array.from({ length: openings.count }, (_, at) => openings.at(at)).some(({ salt }) => salt === undefined)
  if (openings === undefined || openings.count !== leaves.length || (!isAsMade && !isErasedFrom))
    return add('openings altered') ?? undefined
  return {
    hour,
    leaves,
    openings,
    ...(isErasedFrom && {
      isRewritten: await readRewritten({ vault, besides }, ledger, hour),
      changed: await changes.of(hour),
    }),
  }
}
