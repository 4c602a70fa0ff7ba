/** Where evidence lies, and the keys that its heads were signed with. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { SignedHead } from '../../lambdas/evidence/head-file.ts'
import type { DigestParts } from '../../lambdas/evidence/ledger-digest.ts'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { keyIdOf, publicKeyKey } from '../../lambdas/evidence/signer.ts'
import type { IsSigned } from '../../lambdas/evidence/verification/heads.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'

export function evidenceOf({ names }: Deployment): DigestParts {
  const [vault, besides] = [names[ENV.evidenceBucket], names[ENV.contentBucket]]
  if (!vault || !besides) throw new Failure(`The bucket of the evidence is not known: set ${ENV.evidenceBucket}.`)
  return { vault: createEvidenceObjects(vault), besides: createEvidenceObjects(besides) }
}

/** The public key as PEM, as it was kept when the head was signed. */
export async function publicKeyOf({ vault }: DigestParts, { head }: SignedHead): Promise<string> {
  const bytes = await vault.get(publicKeyKey(head.key))
  if (bytes === undefined) throw new Failure(`The public key ${head.key} is not in the evidence.`)
  return Buffer.from(bytes).toString('utf8')
}

/** @param file a key that the caller trusts; without it those that lie beside the heads */
export function createSignatureCheck({ vault }: DigestParts, file: string | undefined): IsSigned {
  const keys = new Map<string, Promise<KeyObject | undefined>>()
  const given = file === undefined ? undefined : createPublicKey(readFileSync(file, 'utf8'))
  const idOf = (key: KeyObject) => keyIdOf(key.export({ type: 'spki', format: 'der' }))
  const read = async (keyId: string) => {
    const bytes = given === undefined ? await vault.get(publicKeyKey(keyId)) : undefined
    const key = given ?? (bytes && createPublicKey(Buffer.from(bytes).toString('utf8')))
    return key !== undefined && idOf(key) === keyId ? key : undefined
  }
  return async ({ head, text, signature }) => {
    const reading = keys.get(head.key) ?? read(head.key)
    keys.set(head.key, reading)
    const key = await reading
    return key !== undefined && verify('sha256', Buffer.from(text), key, signature)
  }
}
