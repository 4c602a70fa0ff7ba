/** All that somebody needs who has nothing of Cairn, as one file: loaded by whoever downloads it. */
import { strToU8, zipSync } from 'fflate'
// biome-ignore lint/style/noRestrictedImports: it is given away as a text, and never run here
// biome-ignore lint/correctness/useImportExtensions: of a text
import verifier from '../../../bin/verify.mjs?raw'

/** @param texts what is besides the verifier, by the names of the files */
export function zipWithVerifier(texts: { readonly [name: string]: string }): Uint8Array<ArrayBuffer> {
  const all = { ...texts, 'verify.mjs': verifier }
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])))
}
