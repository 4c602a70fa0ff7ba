/**
 * What the certificates of a tenant's cases say of records, recomputed from what lies in the evidence: that they are as
 * they were signed, that the leaves of all changes and of all new texts are those that were signed, and that both are of
 * the same records.
 */
import { createHash } from 'node:crypto'
import { readAhead } from '../../database/concurrency.ts'
import {
  changesOf,
  changeText,
  fromChangesBytes,
  fromChangesKey,
  type HourOfChanges,
  type ListedChanges,
  NO_CHANGES,
  readDigestLeaves,
  readHoursOfChanges,
  type SignedChanges,
  signedChangesOf,
  withHourOfChanges,
} from '../changes.ts'
import type { EvidenceObjects } from '../evidence-objects.ts'
import type { DigestParts } from '../ledger-digest.ts'
import { HASH_BYTES, leafHash, listedHashes, packedHashes, treeRoot } from '../merkle.ts'
import { fromOpeningsBytes } from '../openings.ts'
import type { Ledger } from '../records.ts'
import { openingsOfCase, rewrittenHours } from '../rewritten.ts'
import type { Finding, Problem } from './findings.ts'
import type { IsSigned } from './heads.ts'

export type CasesToVerify = DigestParts & {
  isSigned: IsSigned
  /** Whether a case is being carried out: it has no certificate yet. */
  isUnderWay(caseId: string): Promise<boolean>
}

type SignedLeaves = { count: number; hash: string }
/** `records`: older cases have none. */
type Certificate = { ended: string; done: { leaves: SignedLeaves; records?: SignedChanges } }
type CaseOfLedger = { ledger: Ledger; caseId: string; certificate: Certificate }

const certificatesOf = ({ tenant }: Ledger) => `certificates/${tenant}/`

export async function verifyCases(parts: CasesToVerify, ledger: Ledger): Promise<Finding[]> {
  const findings: Finding[] = []
  const known = new Set<string>()
  for await (const key of parts.vault.list(certificatesOf(ledger))) {
    const caseId = key.slice(certificatesOf(ledger).length, -'.json'.length)
    known.add(caseId)
    const certificate = await readCertificate(parts, key)
    if (certificate === undefined) findings.push({ ...ledger, problem: 'certificate altered', hour: '', id: caseId })
    else findings.push(...(await verifyCase(parts, { ledger, caseId, certificate })))
  }
  const lacking = new Map<string, string>()
  for await (const key of parts.vault.list(changesOf(ledger))) {
    const { caseId, hour } = fromChangesKey(key) ?? {}
    if (caseId !== undefined && hour !== undefined && !known.has(caseId) && !lacking.has(caseId))
      lacking.set(caseId, hour)
  }
  for (const [id, hour] of lacking)
    if (!(await parts.isUnderWay(id))) findings.push({ ...ledger, problem: 'certificate missing', hour, id })
  return findings
}

/** @returns undefined where it is not as it was signed */
async function readCertificate({ vault, isSigned }: CasesToVerify, key: string): Promise<Certificate | undefined> {
  try {
    const { certificate: text, signature } = JSON.parse(Buffer.from((await vault.get(key)) ?? []).toString('utf8'))
    const said: Certificate & { key: string } = JSON.parse(text)
    const isTrue = await isSigned({ head: { key: said.key }, text, signature: Buffer.from(signature, 'base64') })
    return isTrue ? said : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

async function verifyCase(parts: CasesToVerify, one: CaseOfLedger): Promise<Finding[]> {
  const { ledger, caseId, certificate } = one
  const findings: Finding[] = []
  const add = (problem: Problem, hour: string, more: Partial<Finding> = {}) =>
    void findings.push({ ...ledger, problem, hour, id: caseId, ...more })
  const changes = await readChanges(parts.vault, one, (hour) => add('changes altered', hour))
  const { records, leaves } = certificate.done
  const isAsSigned = records === undefined || JSON.stringify(changes.signed) === JSON.stringify(records)
  const ended = certificate.ended.slice(0, 13)
  // Which hour is gone, or was not there, nobody can say.
  if (!isAsSigned && findings.length === 0) add('changes altered', ended)
  const before = findings.length
  const found = await readNewLeaves(parts, one, async (hour, listed) => {
    const wrong = records && (await otherThanChanges(parts, ledger, { hour, listed, changes: changes.of(hour) }))
    for (const own of wrong ?? []) add('rewritten leaves altered', hour, own)
  })
  const isSame = found.count === leaves.count && found.hash === leaves.hash
  if (!isSame && findings.length === before) add('rewritten leaves altered', ended)
  return findings
}

async function readChanges(
  vault: EvidenceObjects,
  { ledger, caseId }: CaseOfLedger,
  altered: (hour: string) => void,
): Promise<{ signed: SignedChanges; of(hour: string): ListedChanges | undefined }> {
  let tree = NO_CHANGES
  const byHour = new Map<string, ListedChanges>()
  const hours = await readHoursOfChanges(vault, ledger, caseId)
  for await (const [{ key: _, ...hour }, bytes] of readAhead(hours, ({ key }) => vault.get(key))) {
    tree = withHourOfChanges(tree, hour)
    const listed = bytes && listedIn(bytes)
    if (listed === undefined || !isNamedSo(listed, hour)) altered(hour.hour)
    else byHour.set(hour.hour, listed)
  }
  return { signed: signedChangesOf(tree), of: (hour) => byHour.get(hour) }
}

const isNamedSo = ({ leaves }: ListedChanges, { count, root }: HourOfChanges) =>
  leaves.length === count && treeRoot(listedHashes(leaves)).toString('hex') === root

function listedIn(bytes: Uint8Array): ListedChanges | undefined {
  try {
    return fromChangesBytes(bytes)
  } catch {
    return undefined
  }
}

/** The leaves of new texts, chained hour by hour as the certificate says. */
async function readNewLeaves(
  { vault }: CasesToVerify,
  { ledger, caseId }: CaseOfLedger,
  see: (hour: string, listed: { bytes: Uint8Array; caseId: string }) => Promise<void>,
): Promise<SignedLeaves> {
  let [count, hash] = [0, '']
  for (const { hour, key } of await rewrittenHours(vault, ledger, caseId)) {
    const bytes = (await vault.get(key)) ?? new Uint8Array()
    count += bytes.length / HASH_BYTES
    const own = createHash('sha256').update(bytes).digest('hex')
    hash = createHash('sha256').update(`${hash}\n${hour} ${own}`).digest('hex')
    await see(hour, { bytes, caseId })
  }
  return { count, hash }
}

/** Records whose new leaf is another one than their change says; of those that another case changed since, nobody can say. */
async function otherThanChanges(
  parts: CasesToVerify,
  ledger: Ledger,
  {
    hour,
    listed,
    changes,
  }: { hour: string; listed: { bytes: Uint8Array; caseId: string }; changes: ListedChanges | undefined },
): Promise<{ id: string; sequence: string }[]> {
  const bytes = await openingsOfCase(parts.besides, ledger, { hour, caseId: listed.caseId })
  if (bytes === undefined || changes === undefined) return []
  const [openings, leaves] = [fromOpeningsBytes(bytes), packedHashes(listed.bytes)]
  const leafOf = await readDigestLeaves(parts, ledger, hour)
  const wrong: { id: string; sequence: string }[] = []
  for (let at = 0; at < openings.count; at++) {
    const { sequence, id, salt } = openings.at(at)
    if (salt === undefined) continue
    const now = at < leaves.length ? Buffer.from(leaves.at(at)).toString('hex') : ''
    const leaf = leafHash(changeText(ledger, { sequence, id, was: leafOf(sequence), now }))
    if (changes.leaves[changes.sequences.indexOf(sequence)]?.equals(leaf) !== true) wrong.push({ id, sequence })
  }
  return wrong
}
