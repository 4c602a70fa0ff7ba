/** Files that a stranger can check with the public key alone: the proof of one record, and heads that follow each other. */
import { entriesKey, fromEntriesFile } from './entries-file.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import { newestHead, readHead, readHistory, type SignedHead } from './head-file.ts'
import { hourAfter, hourAt } from './hours.ts'
import { digestKey, digestsOf, leavesKey } from './ledger-digest.ts'
import { consistencyPath, type Hashes, inclusionPath, listedHashes, packedHashes } from './merkle.ts'
import { NoProof } from './no-proof.ts'
import { fromOpeningsBytes, readOpenings } from './openings.ts'
import { proveChange } from './prove-change.ts'
import type { Ledger } from './records.ts'
import type { FoundRecord } from './statement-record.ts'

export type ProofParts = { vault: EvidenceObjects; besides: Pick<EvidenceObjects, 'get' | 'list'>; now(): number }

const toFile = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const listToHex = (path: readonly Uint8Array[]) => path.map(toHex)
const signed = ({ text, signature }: SignedHead) => ({ text, signature: signature.toString('base64') })

/** @throws NoProof for a record that is not digested yet, or that a case is just changing */
export async function makeProof(parts: ProofParts, ledger: Ledger, record: FoundRecord): Promise<string> {
  const { vault, besides } = parts
  const hour = hourAt(Number.parseInt(record.sequence.slice(0, 12), 16))
  const newest = await newestHead(vault, parts.now())
  if (newest === undefined || newest.head.hour < hour)
    throw new NoProof(`It is not digested yet: the hour ${hour} is, some minutes after its end.`)
  const openings = await readOpenings(besides, ledger, hour)
  const found = openings && fromOpeningsBytes(openings)
  const index = found?.indexOf(record.sequence)
  const leafBytes = await vault.get(leavesKey(ledger, hour))
  if (found === undefined || index === undefined || leafBytes === undefined)
    throw new NoProof(`The digest of ${hour} does not hold it: cairn verify says more.`)
  const leaves = packedHashes(leafBytes)
  const { salt } = found.at(index)
  const { sequence, text } = record
  const path = async () => pathOf(parts, ledger, { hour, index, leaves, newest })
  if (salt !== undefined && text !== undefined)
    return toFile({ cairn: 'proof-1', record: { sequence, salt: toHex(salt), text }, ...(await path()) })
  const leaf = toHex(leaves.at(index))
  const change = await proveChange(parts, ledger, { hour, was: leaf, record })
  return toFile({ cairn: 'rewritten-1', record: { id: record.id, sequence, leaf }, ...(await path()), change })
}

type Place = { hour: string; index: number; leaves: Hashes; newest: SignedHead }

/** From a leaf of an hour to the signed head that holds it, and on to the newest one. */
async function pathOf(parts: ProofParts, ledger: Ledger, { hour, index, leaves, newest }: Place) {
  const { vault } = parts
  const { entry, head } = await headOf(parts, ledger, { hour, newest })
  const isNewest = head.head.hour === newest.head.hour
  return {
    leaf: { index, path: listToHex(inclusionPath(leaves, index)) },
    digests: await digestsUpTo(vault, ledger, { hour, last: entry.digestHour }),
    entry: { text: entry.text, blind: entry.blind, index: entry.index, path: entry.path },
    head: signed(head),
    newest: isNewest ? null : { ...signed(newest), path: await pathInHistory(vault, head, newest) },
  }
}

/** The first head that names a digest that holds the hour: nearly always that of the hour itself. */
async function headOf({ vault }: ProofParts, ledger: Ledger, { hour, newest }: { hour: string; newest: SignedHead }) {
  for (let at = hour; at <= newest.head.hour; at = hourAfter(at)) {
    const bytes = await vault.get(entriesKey(at))
    const entries = bytes && fromEntriesFile(bytes)
    const own = entries?.of(ledger)
    const head = own && (await readHead(vault, at))
    const digestHour = own?.entry.digestHour
    if (!entries || !own || !head || !digestHour || digestHour < hour) continue
    const path = listToHex(inclusionPath(listedHashes(entries.leaves), own.index))
    return { head, entry: { text: own.text, blind: own.blind, index: own.index, digestHour, path } }
  }
  throw new NoProof(`No head names the digest of ${hour}: cairn verify says more.`)
}

/** One, but for a ledger whose digests were made up after the heads of their hours. */
async function digestsUpTo(vault: EvidenceObjects, ledger: Ledger, { hour, last }: { hour: string; last: string }) {
  const texts: string[] = []
  const first = digestKey(ledger, hour)
  for await (const key of vault.list(digestsOf(ledger), first.slice(0, -1))) {
    if (key > digestKey(ledger, last)) break
    texts.push(Buffer.from((await vault.get(key)) ?? []).toString('utf8'))
  }
  return texts
}

async function pathInHistory(vault: EvidenceObjects, { head }: SignedHead, newest: SignedHead): Promise<string[]> {
  return listToHex(inclusionPath(await readHistory(vault, newest), head.history.size))
}

/**
 * A head in a file of its own.
 * @param since the hour of an older head, whose holder is to see that nothing was rewritten since
 */
export async function makeHeadFile(
  { vault, now }: Pick<ProofParts, 'vault' | 'now'>,
  { hour, since }: { hour?: string | undefined; since?: string | undefined },
): Promise<string> {
  const head = hour === undefined ? await newestHead(vault, now()) : await readHead(vault, hour)
  if (head === undefined)
    throw new NoProof(hour === undefined ? 'There is no head yet.' : `There is no head of ${hour}.`)
  const file = { cairn: 'head-1-file', head: signed(head) }
  if (since === undefined) return toFile({ ...file, since: null })
  const older = await readHead(vault, since)
  if (older === undefined || older.head.hour >= head.head.hour)
    throw new NoProof(`There is no head of ${since} before that of ${head.head.hour}.`)
  const history = await readHistory(vault, head)
  const { size } = older.head.history
  const paths = {
    inclusion: listToHex(inclusionPath(history, size)),
    consistency: listToHex(consistencyPath(history, size)),
  }
  return toFile({ ...file, since: { hour: since, ...paths } })
}
