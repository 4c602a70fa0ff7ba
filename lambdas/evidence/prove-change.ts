/** What shows that a case changed a record: the path from its change to the root that the case's certificate signs. */
import { changeText, fromChangesBytes, hourLeaf, readHoursOfChanges } from './changes.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import { inclusionPath, leafHash, listedHashes } from './merkle.ts'
import { NoProof } from './no-proof.ts'
import { type Ledger, recordLeaf } from './records.ts'
import { type OpenRewritten, openRewritten } from './rewritten.ts'
import type { FoundRecord } from './statement-record.ts'
import { hashOf } from './texts.ts'

type Parts = { vault: EvidenceObjects; besides: Pick<EvidenceObjects, 'get' | 'list'> }

/** `was`: the leaf that the digest keeps of it. */
type Changed = { hour: string; was: string; record: FoundRecord }

/** @throws NoProof */
export async function proveChange(parts: Parts, ledger: Ledger, { hour, was, record }: Changed) {
  // The newest case that changed the record: others changed the rest of its request.
  for (const caseId of record.cases.toReversed()) {
    const now = await openRewritten(parts, ledger, { hour, caseId, sequence: record.sequence })
    const found = await findChange(parts, ledger, { caseId, hour, text: contentOf(ledger, { was, record, now }) })
    if (found === undefined) continue
    const certificate = await certificateOf(parts, ledger, caseId)
    if (certificate === undefined)
      throw new NoProof(`The case ${caseId} has changed it, and has not ended: it has a proof then.`)
    return {
      ...{ case: caseId, ...certificate },
      now: now && record.text !== undefined ? { salt: now.salt.toString('hex'), text: record.text } : null,
      ...found,
    }
  }
  throw new NoProof(`No case says what became of it: if none is under way, cairn verify says more.`)
}

/** As the case digested it, if it did. */
function contentOf(
  ledger: Ledger,
  { was, record, now }: Omit<Changed, 'hour'> & { now: OpenRewritten | undefined },
): string {
  const { id, sequence, text } = record
  if (now === undefined || text === undefined) return changeText(ledger, { id, sequence, was })
  return changeText(ledger, {
    id,
    sequence,
    was,
    now: recordLeaf(ledger, { sequence, text }, now.salt).toString('hex'),
  })
}

/** @returns where the change is in the tree of its hour, and the hour in the tree of the case */
async function findChange(
  { vault }: Parts,
  ledger: Ledger,
  { caseId, hour, text }: { caseId: string; hour: string; text: string },
) {
  const hours = await readHoursOfChanges(vault, ledger, caseId)
  const at = hours.findIndex((one) => one.hour === hour)
  const own = hours[at]
  const bytes = own && (await vault.get(own.key))
  if (own === undefined || bytes === undefined) return undefined
  const { leaves } = fromChangesBytes(bytes)
  const index = leaves.findIndex((leaf) => leaf.equals(leafHash(text)))
  if (index === -1) return undefined
  const toHex = (path: readonly Uint8Array[]) => path.map((node) => Buffer.from(node).toString('hex'))
  return {
    leaf: { index, count: own.count, path: toHex(inclusionPath(listedHashes(leaves), index)) },
    hour: { index: at, count: hours.length, path: toHex(inclusionPath(listedHashes(hours.map(hourLeaf)), at)) },
  }
}

/** `certificate`: the hash of its text. */
async function certificateOf({ vault }: Parts, { tenant }: Ledger, caseId: string) {
  const bytes = await vault.get(`certificates/${tenant}/${caseId}.json`)
  if (bytes === undefined) return undefined
  const { certificate }: { certificate: string } = JSON.parse(Buffer.from(bytes).toString('utf8'))
  const { ended }: { ended: string } = JSON.parse(certificate)
  return { ended, certificate: hashOf(certificate) }
}
