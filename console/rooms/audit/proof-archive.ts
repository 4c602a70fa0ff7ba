/** All that somebody needs who has nothing of Cairn, as one file: loaded by whoever downloads it. */
import { strToU8, zipSync } from 'fflate'
// biome-ignore lint/style/noRestrictedImports: it is given away as a text, and never run here
// biome-ignore lint/correctness/useImportExtensions: of a text
import verifier from '../../../bin/verify.mjs?raw'
import type { Language } from '../../language/language.ts'
import { type AboutProof, readmeOf } from './proof-readme.ts'

export type ProofFiles = { proof: string; pems: readonly string[]; certificate: string | undefined }

export function proofArchive(
  { proof, pems, certificate }: ProofFiles,
  about: Omit<AboutProof, 'command'>,
  language: Language,
): Uint8Array<ArrayBuffer> {
  const keys = pems.map((pem, at) => [at === 0 ? 'key.pem' : `key-${at + 1}.pem`, pem] as const)
  const given = { 'proof.json': proof, ...(certificate !== undefined && { 'certificate.json': certificate }) }
  const command = ['node verify.mjs proof', ...Object.keys(given), ...keys.map(([name]) => `--key ${name}`)].join(' ')
  const texts = {
    'README.txt': readmeOf({ ...about, command }, language),
    ...given,
    ...Object.fromEntries(keys),
    'verify.mjs': verifier,
  }
  return zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])))
}
