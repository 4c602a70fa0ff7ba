/** Documents in files: a line of JSON each, with the content in base64 and its hash. */
import type { ExportTarget } from './export.ts'
import { type ExportedDocuments, MANIFEST, type Manifest, sha256, toManifestFile } from './manifest.ts'

/** `at`: where the listing goes on after it. */
export type ExportedDocument = {
  at: string
  resource: string
  context?: { activityId?: string; agent?: string; registration?: string }
  id: string
  contentType: string
  etag: string
  updated: number
  bytes: Uint8Array
}
export type DocumentPages = (after: string | undefined) => AsyncIterable<ExportedDocument>

/** A file has no more, and so much is in memory at once. */
const FILE = { documents: 10_000, characters: 24 * 1024 * 1024 }

/** After the statements; yields the manifest after each file, and complete at the end. */
export async function* writeDocuments(
  pages: DocumentPages,
  target: ExportTarget,
  from: Manifest,
  file = FILE,
): AsyncGenerator<Manifest> {
  let manifest = from
  let lines: string[] = []
  let characters = 0
  let last = ''
  const writeFile = async () => {
    const { documentFiles = [], documents = 0, bytes } = manifest
    const written = await putFile(target, documentFiles.length + 1, { lines, last })
    manifest = {
      ...manifest,
      bytes: bytes + written.bytes,
      documents: documents + written.documents,
      documentFiles: [...documentFiles, written],
    }
    lines = []
    characters = 0
    await target.put(MANIFEST, toManifestFile(manifest))
    return manifest
  }
  for await (const document of pages(from.documentFiles?.at(-1)?.last)) {
    const line = toLine(document)
    lines.push(line)
    characters += line.length
    last = document.at
    if (lines.length >= file.documents || characters >= file.characters) yield await writeFile()
  }
  if (lines.length > 0) yield await writeFile()
  manifest = { ...manifest, isComplete: true, ended: new Date().toISOString() }
  await target.put(MANIFEST, toManifestFile(manifest))
  yield manifest
}

type Lines = { lines: string[]; last: string }

async function putFile(target: ExportTarget, number: number, { lines, last }: Lines): Promise<ExportedDocuments> {
  const name = `documents-${String(number).padStart(5, '0')}.jsonl`
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  await target.put(name, bytes)
  return { name, documents: lines.length, bytes: bytes.length, sha256: sha256(bytes), last }
}

function toLine({ resource, context, id, contentType, etag, updated, bytes }: ExportedDocument): string {
  return JSON.stringify({
    resource,
    ...context,
    id,
    contentType,
    etag,
    updated: new Date(updated).toISOString(),
    bytes: bytes.length,
    sha256: sha256(bytes),
    content: Buffer.from(bytes).toString('base64'),
  })
}

/** Whether the content of a line is the one that it names. */
export function isWhole(line: string): boolean {
  try {
    const { content, bytes, sha256: hash } = JSON.parse(line)
    const octets = Buffer.from(String(content), 'base64')
    return octets.length === bytes && sha256(octets) === hash
  } catch {
    return false
  }
}
