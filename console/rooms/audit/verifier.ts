/**
 * Checks evidence with a public key and nothing else, in the browser, by Web Crypto. The rules are those of bin/verify.mjs,
 * and what each byte means is in docs/evidence.md; a test holds both against each other.
 */
import { type Bytes, fromHex, leafHash, rootFromInclusion, rootsFromConsistency, sha256, toHex } from './merkle.ts'
import { importKeys, isSigned, type NamedKey } from './signatures.ts'
import {
  HEAD_FILE,
  type PathToHead,
  PROOF,
  parseExactly,
  REWRITTEN,
  type RewrittenFile,
  requireSo,
  type SignedText,
  Wrong,
} from './spelling.ts'

export type Head = {
  cairn: string
  hour: string
  through: string
  entries: { size: number; root: string }
  history: { size: number; root: string }
  made: string
  key: string
}

type Path = { tenant: string; source: string; sequence: string; hour: string; head: Head; newest: Head }
export type Proven = Path & { text: string }
/** `leaf`: the digest's, of what the record was. `text`: what the case put in its place; none where it removed it. */
export type Rewritten = Path & {
  id: string
  leaf: string
  case: string
  ended: string
  isCertified: boolean
  text?: string
}

/** @throws Wrong where the proof is not true */
export const verifyProof = (bytes: Bytes, pems: readonly string[]): Promise<Proven> => judged(() => prove(bytes, pems))
/**
 * Of a record that a case removed or rewrote: its leaf is in the digest. What it was, nobody can say any more.
 *
 * @param certificate of the case; without it nothing is known of the case but what the proof says
 * @throws Wrong
 */
export const verifyRewritten = (bytes: Bytes, pems: readonly string[], certificate?: Bytes): Promise<Rewritten> =>
  judged(() => proveRewritten(bytes, pems, certificate))
/** @throws Wrong where the newer head does not follow the older one */
export const verifyHeads = (
  older: Bytes,
  newer: Bytes,
  pems: readonly string[],
): Promise<{ older: Head; newer: Head }> => judged(() => follow(older, newer, pems))
/** Of the certificate of a case: the text is as it was signed. @throws Wrong */
export const verifyCertificate = (text: string, signature: string, pems: readonly string[]): Promise<void> =>
  judged(async () => {
    const keys = await importKeys(pems)
    const signed = await Promise.all(keys.map((key) => isSigned(key, text, signature)))
    requireSo(signed.includes(true), 'The signature of the certificate is wrong, or of another key.')
  })

/** What is no object, or has no such member, is as wrong as what says something else. */
async function judged<Found>(check: () => Promise<Found>): Promise<Found> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new Wrong(error.message)
    throw error
  }
}

async function prove(bytes: Bytes, pems: readonly string[]): Promise<Proven> {
  const { record, ...path } = parseExactly(bytes, PROOF)
  const own = firstDigest(path)
  const found = await checkPath(await leafHash(contentOf(own, record)), { sequence: record.sequence, path, pems })
  return { ...found, text: record.text }
}

type Digest = { [name in 'hour' | 'source' | 'tenant' | 'root']: string } & { count: number }

function firstDigest({ digests: [first] }: PathToHead): Digest {
  if (first === undefined) throw new Wrong('There is no digest.')
  return JSON.parse(first)
}

type OpenRecord = { salt: string; sequence: string; text: string }
/** What the leaf of a record stands for. */
const contentOf = ({ source, tenant }: Pick<Digest, 'source' | 'tenant'>, { salt, sequence, text }: OpenRecord) =>
  [salt, source, tenant, sequence, text].join('\n')

type Checked = { sequence: string; path: PathToHead; pems: readonly string[] }

/** That a leaf stood in the digest of its hour, which a signed head names. */
async function checkPath(recordLeaf: Bytes, { sequence, path, pems }: Checked): Promise<Path> {
  const { leaf, digests, entry, head, newest } = path
  const keys = await importKeys(pems)
  const signed = await checkHead(head, keys)
  const own = firstDigest(path)
  requireSo(own.hour === hourOf(sequence), 'The digest is of another hour than the record.')
  const root = await rootFromInclusion(recordLeaf, { index: leaf.index, size: own.count }, leaf.path)
  requireSo(root === own.root, 'The record is not the one that was digested.')
  await requireChain(digests)

  const said: { [name in 'hour' | 'source' | 'tenant' | 'digest']: string } = JSON.parse(entry.text)
  const last = digests.at(-1) ?? ''
  requireSo(said.digest === toHex(await sha256(last)), 'The digest is not the one that the head names.')
  requireSo(said.source === own.source && said.tenant === own.tenant, 'The entry is of another ledger.')
  requireSo(said.hour === signed.hour, 'The entry is of another hour than the head.')
  const blinded = await leafHash(`${entry.blind}\n${entry.text}`)
  const entries = await rootFromInclusion(blinded, { index: entry.index, size: signed.entries.size }, entry.path)
  requireSo(entries === signed.entries.root, 'The digest is in no entry of the signed head.')

  const { tenant, source, hour } = own
  const known = newest === null ? signed : await checkHead(newest, keys)
  if (newest !== null) await requireInHistory({ text: head.text, head: signed }, known, newest.path)
  return { tenant, source, sequence, hour, head: signed, newest: known }
}

async function proveRewritten(bytes: Bytes, pems: readonly string[], certificate?: Bytes): Promise<Rewritten> {
  const { record, change, ...path } = parseExactly(bytes, REWRITTEN)
  const { id, sequence, leaf } = record
  const found = await checkPath(fromHex(leaf), { sequence, path, pems })
  const { now, ended } = change
  if (certificate !== undefined) await checkChange(found, { record, change }, await signedIn(certificate, pems))
  const rewritten = now === null ? {} : { text: now.text }
  return { ...found, id, leaf, case: change.case, ended, isCertified: certificate !== undefined, ...rewritten }
}

type Certificate = { [name in 'form' | 'tenant' | 'case' | 'ended' | 'key']: string } & {
  done: { records: { hours: number; root: string } }
}
type SignedCertificate = { text: string; said: Certificate }

/** That the certificate is the one of the case, and that the root it names leads to the change. */
async function checkChange(
  { source, tenant, hour }: Path,
  { record, change }: Pick<RewrittenFile, 'record' | 'change'>,
  { text, said }: SignedCertificate,
): Promise<void> {
  const isNamed = toHex(await sha256(text)) === change.certificate
  requireSo(isNamed, 'The certificate is another one than the proof names.')
  requireSo(said.form === 'cairn-case-1', 'The certificate is of another kind.')
  requireSo(said.tenant === tenant && said.case === change.case, 'The certificate is of another case.')
  requireSo(said.ended === change.ended, 'The case ended at another time than the proof says.')
  const { now, leaf, hour: place } = change
  const { sequence } = record
  const left = now === null ? 'removed' : toHex(await leafHash(contentOf({ source, tenant }, { ...now, sequence })))
  const content = [source, tenant, sequence, record.id, record.leaf, left].join('\n')
  const root = await rootFromInclusion(await leafHash(content), { index: leaf.index, size: leaf.count }, leaf.path)
  const ofHour = await leafHash(`${hour} ${leaf.count} ${root}`)
  const { hours, root: all } = said.done.records
  requireSo(hours === place.count, 'The certificate is of more hours, or of fewer, than the proof.')
  const found = await rootFromInclusion(ofHour, { index: place.index, size: place.count }, place.path)
  requireSo(found === all, 'The certificate does not name this change.')
}

async function signedIn(bytes: Bytes, pems: readonly string[]): Promise<SignedCertificate> {
  const file: { certificate?: unknown; signature?: unknown } = JSON.parse(new TextDecoder().decode(bytes))
  const { certificate: text, signature } = file
  if (typeof text !== 'string' || typeof signature !== 'string') throw new Wrong('The file is no certificate.')
  const said: Certificate = JSON.parse(text)
  const key = (await importKeys(pems)).find(({ id }) => id === said.key)
  if (key === undefined) throw new Wrong(`The certificate was signed with another key: ${said.key}.`)
  requireSo(await isSigned(key, text, signature), 'The signature of the certificate is wrong.')
  return { text, said }
}

const hourOf = (sequence: string) => new Date(Number.parseInt(sequence.slice(0, 12), 16)).toISOString().slice(0, 13)

async function requireChain(digests: readonly string[]): Promise<void> {
  for (const [at, text] of digests.entries()) {
    const next = digests[at + 1]
    if (next === undefined) return
    const { previous }: { previous: unknown } = JSON.parse(next)
    requireSo(previous === toHex(await sha256(text)), 'The chain of digests is broken.')
  }
}

async function requireInHistory(older: { text: string; head: Head }, newer: Head, path: readonly string[]) {
  const { size, root } = newer.history
  const found = await rootFromInclusion(await leafHash(older.text), { index: older.head.history.size, size }, path)
  requireSo(found === root, 'The newest head does not hold the head of the record.')
  requireHours(older.head, newer)
}

/** @returns what the head says */
async function checkHead({ text, signature }: SignedText, keys: readonly NamedKey[]): Promise<Head> {
  const head: Head = JSON.parse(text)
  const key = keys.find(({ id }) => id === head.key)
  if (key === undefined) throw new Wrong(`The head of ${head.hour} was signed with another key: ${head.key}.`)
  requireSo(await isSigned(key, text, signature), `The signature of the head of ${head.hour} is wrong.`)
  requireSo(head.cairn === 'head-1', 'A head is of another kind.')
  return head
}

/** One head an hour, none left out. */
function requireHours(older: Head, newer: Head): void {
  const hours = (Date.parse(`${newer.hour}:00:00Z`) - Date.parse(`${older.hour}:00:00Z`)) / 3_600_000
  const missing = `Hours are missing between ${older.hour} and ${newer.hour}.`
  requireSo(hours === newer.history.size - older.history.size, missing)
}

async function follow(olderBytes: Bytes, newerBytes: Bytes, pems: readonly string[]) {
  const older = parseExactly(olderBytes, HEAD_FILE)
  const newer = parseExactly(newerBytes, HEAD_FILE)
  const keys = await importKeys(pems)
  const [old, now] = [await checkHead(older.head, keys), await checkHead(newer.head, keys)]
  const answer = { older: old, newer: now }
  if (older.head.text === newer.head.text) return answer
  const { since } = newer
  if (since?.hour !== old.hour) throw new Wrong(`The newer file does not say how it follows the head of ${old.hour}.`)
  const [first, second] = [old.history.size, now.history.size]
  requireSo(first < second, 'The second head is not the newer one.')
  requireHours(old, now)
  const place = { index: first, size: second }
  const found = await rootFromInclusion(await leafHash(older.head.text), place, since.inclusion)
  requireSo(found === now.history.root, 'The newer head does not hold the older one.')
  if (first === 0) {
    requireSo(since.consistency.length === 0, 'A path between two heads is too long.')
    return answer
  }
  const [was, is] = await rootsFromConsistency({ first, second }, since.consistency, old.history.root)
  requireSo(was === old.history.root && is === now.history.root, 'Heads before the older one were rewritten.')
  return answer
}
