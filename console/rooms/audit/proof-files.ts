/** The files that a proof is given away as, besides the verifier. Pure. */
import type { Language } from '../../language/language.ts'
import { type AboutProof, readmeOf } from './proof-readme.ts'
import type { Verdict } from './verdicts.ts'
import type { Proven, Rewritten } from './verifier.ts'

/** What was asked of the API: octet for octet. */
export type Evidence = { proof: string; pems: readonly string[]; certificate: string | undefined }
type Given = {
  evidence: Evidence
  found: Proven | Rewritten
  /** Who did what, in words; where nobody can say that any more, that. */
  said: string
  /** The identifier of who did it, and when, as its sender says. */
  who: string | undefined
  happened: string | undefined
  isVoided: boolean
  language: Language
}

/** What is true of the record; of what is false there is nothing to give away. */
export function foundIn(verdict: Verdict | undefined): Proven | Rewritten | undefined {
  if (verdict?.kind === 'proof') return verdict.proven
  return verdict?.kind === 'rewritten' ? verdict.rewritten : undefined
}

export function filesOf({ evidence, found, said, who, happened, isVoided, language }: Given): {
  [name: string]: string
} {
  const { proof, pems, certificate } = evidence
  const given = { 'proof.json': proof, ...(certificate !== undefined && { 'certificate.json': certificate }) }
  const keys = Object.fromEntries(pems.map((pem, at) => [at === 0 ? 'key.pem' : `key-${at + 1}.pem`, pem]))
  const about: AboutProof = {
    ...{ said, who, happened, isVoided },
    id: 'id' in found ? found.id : idIn(found.text),
    tenant: found.tenant,
    stored: storedAt(found.sequence),
    signed: found.head.made,
    keys: [...new Set([found.head.key, found.newest.key])],
    fate: 'leaf' in found ? (found.text === undefined ? 'removed' : 'rewritten') : 'unchanged',
    command: ['node verify.mjs proof', ...Object.keys(given), ...Object.keys(keys).map((key) => `--key ${key}`)].join(
      ' ',
    ),
  }
  return { 'README.txt': readmeOf(about, language), ...given, ...keys }
}

/** The first digits of a sequence are milliseconds. */
export const storedAt = (sequence: string) => new Date(Number.parseInt(sequence.slice(0, 12), 16)).toISOString()

function idIn(text: string): string {
  const { id }: { id?: unknown } = JSON.parse(text)
  return typeof id === 'string' ? id : ''
}
