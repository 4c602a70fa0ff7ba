/** The certificate of a removal: what was removed, who asked and why, signed with the key of the evidence. */
import { type EvidenceObjects, putFirst, putSame } from '../evidence/evidence-objects.ts'
import { newestHead } from '../evidence/head-file.ts'
import { keyIdOf, publicKeyKey, type Signer, toPem } from '../evidence/signer.ts'
import { hashOf } from '../evidence/texts.ts'
import type { TenantItem } from '../tenancy/tenant-item.ts'
import type { Removed } from './removal-progress-item.ts'

export const certificateKey = (tenant: string) => `certificates/${tenant}.json`

/** `removed`: by kind. `head`: the newest one when the removal ended. `key`: of the signature, by its hash. */
export type Certificate = {
  form: 'cairn-removal-1'
  tenant: string
  name: string
  asked: { at: string; by?: string; reason?: string }
  waitedUntil: string
  began: string
  ended: string
  rounds: number
  removed: Removed[]
  head?: { hour: string; hash: string }
  key: string
}

/** As it is stored: the text that is signed, and its signature (DER, base64). */
export type SignedCertificate = { certificate: string; signature: string }

export const fromCertificateFile = (bytes: Uint8Array): SignedCertificate =>
  JSON.parse(Buffer.from(bytes).toString('utf8'))

export type CertificateParts = { vault: EvidenceObjects; signer: Signer; now(): number }
type Facts = Pick<Certificate, 'began' | 'rounds' | 'removed'>

/** @returns the one that is stored: this, or that of a run that died after it */
export async function certify(
  parts: CertificateParts,
  { id, name, removal }: TenantItem,
  facts: Facts,
): Promise<SignedCertificate> {
  const { at = facts.began, after = facts.began, by, reason } = removal ?? {}
  const certificate: Omit<Certificate, 'ended' | 'head' | 'key'> = {
    form: 'cairn-removal-1',
    tenant: id,
    name,
    asked: { at, ...(by && { by }), ...(reason && { reason }) },
    waitedUntil: after,
    began: facts.began,
    rounds: facts.rounds,
    removed: facts.removed,
  }
  return putSigned(parts, certificateKey(id), certificate)
}

/**
 * Signs what was done, with when that was, what head was the newest then, and which key it is signed with.
 * @returns the one that is stored: this, or that of a run that died after it
 */
export async function putSigned(
  { vault, signer, now }: CertificateParts,
  name: string,
  facts: object,
): Promise<SignedCertificate> {
  const publicKey = await signer.publicKey()
  const key = keyIdOf(publicKey)
  const head = await newestHead(vault, now())
  const text = JSON.stringify({
    ...facts,
    ended: new Date(now()).toISOString(),
    ...(head && { head: { hour: head.head.hour, hash: hashOf(head.text) } }),
    key,
  })
  const signature = Buffer.from(await signer.sign(Buffer.from(text))).toString('base64')
  await putSame(vault, publicKeyKey(key), Buffer.from(toPem(publicKey)))
  const file = Buffer.from(`${JSON.stringify({ certificate: text, signature })}\n`)
  return fromCertificateFile(await putFirst(vault, name, file))
}
