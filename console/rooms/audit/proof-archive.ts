/** All that somebody needs who has nothing of Cairn, as one file: loaded by whoever downloads it, or brings it back. */
import { strToU8, unzipSync, zipSync } from 'fflate'
// biome-ignore lint/style/noRestrictedImports: it is given away as a text, and never run here
// biome-ignore lint/correctness/useImportExtensions: of a text
import verifier from '../../../bin/verify.mjs?raw'
import type { NamedFile } from './verdicts.ts'

/** @param texts what is besides the verifier, by the names of the files */
export function zipWithVerifier(texts: { readonly [name: string]: string }): Uint8Array<ArrayBuffer> {
  const all = { ...texts, 'verify.mjs': verifier }
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])))
}

/** No proof is so long: a record has 4 MB at most. */
const LONGEST = 50_000_000

/** The evidence of a .zip; where there is none, or it can't be opened, the file itself, of which nothing is known then. */
export function jsonFilesIn(name: string, bytes: Uint8Array<ArrayBuffer>): NamedFile[] {
  try {
    const files = unzipSync(bytes, {
      filter: (one) => one.name.endsWith('.json') && one.originalSize < LONGEST,
    })
    const found = Object.entries(files).map(([inner, octets]) => ({ name: `${name}: ${inner}`, bytes: octets.slice() }))
    return found.length > 0 ? found : [{ name, bytes }]
  } catch {
    return [{ name, bytes }]
  }
}
