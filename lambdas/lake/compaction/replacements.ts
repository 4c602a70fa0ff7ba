/**
 * What becomes one file, written down before that file is: so a run that dies leaves nothing that the next one cannot go
 * on with, and no file is deleted whose rows are not in another one.
 *
 *   1. the replacement is put: from now on its inputs belong to it
 *   2. its output is written, under a name made of its inputs: a run that does it again writes the same
 *   3. the inputs stay as long as a query may still hold them, and are deleted then
 *   4. the replacement is deleted
 */
import { createHash } from 'node:crypto'
import type { LakeFile, LakeFiles } from '../lake-files.ts'
import { partitionOf } from './compacted-table.ts'

export type Replacement = { output: string; inputs: LakeFile[] }

const FOLDER = 'state/compaction/replacements/'

/** The same versions of the same files make the same name, in whatever order they were listed. */
export function replacementOf(files: LakeFile[]): Replacement {
  const inputs = files.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const hash = createHash('sha256')
  for (const { key, etag } of inputs) hash.update(`${key} ${etag}\n`)
  const name = hash.digest('hex').slice(0, 32)
  return { output: `${partitionOf(inputs[0]?.key ?? '')}compact-${name}.parquet`, inputs }
}

const placeOf = ({ output }: Replacement) => `${FOLDER}${output.slice(output.lastIndexOf('/') + 1)}.json`

export const putReplacement = (lake: LakeFiles, replacement: Replacement): Promise<void> =>
  lake.putText(placeOf(replacement), JSON.stringify(replacement))

export const endReplacement = (lake: LakeFiles, replacement: Replacement): Promise<void> =>
  lake.delete(placeOf(replacement))

type Written = { output: string; inputs: { key: string; bytes: number; etag: string; written: string }[] }

export async function* listReplacements(lake: LakeFiles): AsyncGenerator<Replacement> {
  for await (const { key } of lake.list(FOLDER)) {
    const text = await lake.getText(key)
    // Another run may have ended it meanwhile.
    if (text === undefined) continue
    const { output, inputs }: Written = JSON.parse(text)
    yield { output, inputs: inputs.map((file) => ({ ...file, written: new Date(file.written) })) }
  }
}

const UNREADABLE = 'state/compaction/unreadable/'

/** Files that cannot be read, as `<key> <etag>`: they are left alone until they change, or the note of them is deleted. */
export async function listUnreadable(lake: LakeFiles): Promise<Set<string>> {
  const known = new Set<string>()
  for await (const { key } of lake.list(UNREADABLE)) known.add((await lake.getText(key))?.split('\n')[0] ?? '')
  return known
}

export const versionOf = ({ key, etag }: LakeFile): string => `${key} ${etag}`

export const unreadableNote = ({ key }: LakeFile): string => `${UNREADABLE}${key}.txt`

export const noteUnreadable = (lake: LakeFiles, file: LakeFile, reason: string): Promise<void> =>
  lake.putText(unreadableNote(file), `${versionOf(file)}\n${reason}\n`)
