/** Makes the head of an hour: it names the entries of all ledgers, and all heads before it, and is signed. */
import { type Entries, entriesRoot } from './entries-file.ts'
import { type EvidenceObjects, putFirst, putSame } from './evidence-objects.ts'
import { fromHeadFile, headKey, readHistory, type SignedHead, TILE, tileKey, toHeadFile } from './head-file.ts'
import { endOfHour } from './hours.ts'
import { frontierRoot, grown, HASH_BYTES, leafHash } from './merkle.ts'
import { keyIdOf, publicKeyKey, type Signer, toPem } from './signer.ts'
import { type Head, hashOf, NO_HASH, toHeadText } from './texts.ts'

export type HeadParts = { vault: EvidenceObjects; signer: Signer; now(): number }

/** What a head is made of, besides the one before. */
export type HeadContents = { hour: string; entries: Entries }

/** @returns the head that is stored now: this one, or that of another run */
export async function makeHead(
  { vault, signer, now }: HeadParts,
  { hour, entries }: HeadContents,
  before: SignedHead | undefined,
): Promise<SignedHead> {
  const publicKey = await signer.publicKey()
  const frontier = before === undefined ? [] : grown(before.frontier, before.head.history.size, leafHash(before.text))
  const size = before === undefined ? 0 : before.head.history.size + 1
  if (before !== undefined) requireTrue(before)
  const head: Head = {
    hour,
    through: new Date(endOfHour(hour)).toISOString(),
    entries: { size: entries.leaves.length, root: entriesRoot(entries) },
    history: { size, root: frontierRoot(frontier).toString('hex') },
    previous: before === undefined ? NO_HASH : hashOf(before.text),
    made: new Date(now()).toISOString(),
    key: keyIdOf(publicKey),
  }
  const text = toHeadText(head)
  if (before?.head.key !== head.key) await putSame(vault, publicKeyKey(head.key), Buffer.from(toPem(publicKey)))
  const signature = Buffer.from(await signer.sign(Buffer.from(text)))
  const file = toHeadFile({ text, signature, frontier: frontier.map((node) => Buffer.from(node)) })
  // Before the head, so that no head is without the tiles that its history needs.
  if (size > 0 && size % TILE === 0 && before !== undefined) await putTile(vault, before)
  return fromHeadFile(await putFirst(vault, headKey(hour), file))
}

/** The frontier is not signed, but what follows from it is. */
function requireTrue({ frontier, head }: SignedHead): void {
  if (frontierRoot(frontier).toString('hex') !== head.history.root)
    throw new Error(`The frontier of the head of ${head.hour} is not that of its history.`)
}

/** The tile that the newest head fills. */
async function putTile(vault: EvidenceObjects, newest: SignedHead): Promise<void> {
  const history = await readHistory(vault, newest)
  const tile = Math.floor(newest.head.history.size / TILE)
  const hashes = Buffer.alloc(TILE * HASH_BYTES)
  for (let at = 0; at < TILE - 1; at++) hashes.set(history.at(tile * TILE + at), at * HASH_BYTES)
  hashes.set(leafHash(newest.text), (TILE - 1) * HASH_BYTES)
  await putSame(vault, tileKey(tile), hashes)
}
