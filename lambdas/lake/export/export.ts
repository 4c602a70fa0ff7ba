/** Writes statements to files, one after another: each is whole before the manifest names it. */
import { type ExportedStatement, FORMATS } from './formats.ts'
import { type ExportedFile, MANIFEST, type Manifest, sha256, toManifestFile, withFile } from './manifest.ts'

/** Where an export goes: a folder or a part of a bucket. */
export type ExportTarget = {
  /** As a person would write it. */
  name: string
  /** Whole or not at all. */
  put(name: string, bytes: Uint8Array): Promise<void>
  get(name: string): Promise<Uint8Array | undefined>
  list(): Promise<string[]>
}

/** Statements in their order, after this sequence where one is given, some at a time. */
export type StatementPages = (after: string | undefined) => AsyncIterable<ExportedStatement[]>

/** A file has no more, and so much is in memory at once. */
const FILE = { statements: 20_000, characters: 24 * 1024 * 1024 }

/** Yields the manifest after each file, and complete at the end, unless documents follow. What was written before is in `from`. */
export async function* writeExport(
  pages: StatementPages,
  target: ExportTarget,
  from: Manifest,
  file = FILE,
): AsyncGenerator<Manifest> {
  let manifest = from
  let waiting: ExportedStatement[] = []
  let characters = 0
  const keep = async () => {
    await target.put(MANIFEST, toManifestFile(manifest))
    return manifest
  }
  const writeFile = async () => {
    manifest = withFile(manifest, await putFile(target, manifest, waiting))
    waiting = []
    characters = 0
    return await keep()
  }
  // An empty target is refused before anything is read, and from now on it is this export's.
  yield await keep()
  for await (const page of pages(from.files.at(-1)?.last)) {
    for (const statement of page) {
      waiting.push(statement)
      characters += statement.text.length
      if (waiting.length >= file.statements || characters >= file.characters) yield await writeFile()
    }
  }
  if (waiting.length > 0) yield await writeFile()
  // The documents come next: writeDocuments ends it.
  if (manifest.documentFiles !== undefined) return
  manifest = { ...manifest, isComplete: true, ended: new Date().toISOString() }
  yield await keep()
}

async function putFile(
  target: ExportTarget,
  { format, files }: Manifest,
  statements: ExportedStatement[],
): Promise<ExportedFile> {
  const name = `statements-${String(files.length + 1).padStart(5, '0')}.${format}`
  const bytes = FORMATS[format].encode(statements)
  await target.put(name, bytes)
  const [first, last] = [statements[0]?.sequence ?? '', statements.at(-1)?.sequence ?? '']
  return { name, statements: statements.length, bytes: bytes.length, sha256: sha256(bytes), first, last }
}
