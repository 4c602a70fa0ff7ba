/** Whether an export is still what its manifest says. */

import { isWhole } from './documents.ts'
import type { ExportTarget } from './export.ts'
import { FORMATS } from './formats.ts'
import {
  type ExportedDocuments,
  type ExportedFile,
  fromManifestFile,
  MANIFEST,
  type Manifest,
  sha256,
} from './manifest.ts'

export type Difference = { file: string; problem: string }
export type Verified = { manifest: Manifest | undefined; differences: Difference[] }

/** @param seen is called before each file */
export async function verifyTarget(target: ExportTarget, seen: (file: File) => void): Promise<Verified> {
  const bytes = await target.get(MANIFEST)
  const manifest = bytes && fromManifestFile(bytes)
  if (manifest === undefined) {
    const problem = bytes === undefined ? 'is missing' : 'is no manifest of an export'
    return { manifest, differences: [{ file: MANIFEST, problem }] }
  }
  const differences: Difference[] = []
  const differs = (file: string, problem: string) => void differences.push({ file, problem })
  if (!manifest.isComplete) differs(MANIFEST, 'says that the export was interrupted')
  const sum = manifest.files.reduce((total, { statements }) => total + statements, 0)
  if (sum !== manifest.statements)
    differs(MANIFEST, `says ${manifest.statements} statements, and its files have ${sum}`)
  for (const file of manifest.files) {
    seen(file)
    for (const problem of await problemsOf(target, manifest, file)) differs(file.name, problem)
  }
  const { documentFiles = [], documents = 0 } = manifest
  const listed = documentFiles.reduce((total, file) => total + file.documents, 0)
  if (listed !== documents) differs(MANIFEST, `says ${documents} documents, and its files have ${listed}`)
  for (const file of documentFiles) {
    seen(file)
    for (const problem of await problemsOfDocuments(target, file)) differs(file.name, problem)
  }
  const named = new Set([MANIFEST, ...[...manifest.files, ...documentFiles].map(({ name }) => name)])
  for (const name of await target.list()) if (!named.has(name)) differs(name, 'is not in the manifest')
  return { manifest, differences }
}

type File = Pick<ExportedFile, 'name' | 'bytes' | 'sha256'>

/** @returns its bytes, or what is wrong with it */
async function sameBytes(target: ExportTarget, file: File): Promise<Uint8Array | string> {
  const bytes = await target.get(file.name)
  if (bytes === undefined) return 'is missing'
  if (bytes.length !== file.bytes) return `has ${bytes.length} bytes instead of ${file.bytes}`
  return sha256(bytes) === file.sha256 ? bytes : 'has another content (SHA-256)'
}

async function problemsOfDocuments(target: ExportTarget, file: ExportedDocuments): Promise<string[]> {
  const bytes = await sameBytes(target, file)
  if (typeof bytes === 'string') return [bytes]
  const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)
  const wrong = lines.flatMap((line, at) => (isWhole(line) ? [] : [`line ${at + 1} has not the content that it names`]))
  return lines.length === file.documents ? wrong : [`has ${lines.length} documents instead of ${file.documents}`]
}

async function problemsOf(target: ExportTarget, { format }: Manifest, file: ExportedFile): Promise<string[]> {
  const bytes = await sameBytes(target, file)
  if (typeof bytes === 'string') return [bytes]
  const count = FORMATS[format].count(bytes)
  return count === file.statements ? [] : [`has ${count} statements instead of ${file.statements}`]
}
