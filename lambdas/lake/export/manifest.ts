/** What an export holds: written after each file, so that an interrupted one can go on, and read by whoever verifies it. */
import { createHash } from 'node:crypto'
import type { FormatName } from './formats.ts'

export const MANIFEST = 'manifest.json'

export type ExportedFile = {
  name: string
  statements: number
  bytes: number
  sha256: string
  /** The sequences of its first and last statement. */
  first: string
  last: string
}

export type ExportedDocuments = {
  name: string
  documents: number
  bytes: number
  sha256: string
  /** Where the listing goes on after it. */
  last: string
}

/** What was asked for. Two exports with the same of it hold the same, but for what was voided in between. */
export type ExportScope = {
  tenant: string
  format: FormatName
  /** As GET statements calls them, each as it was given. */
  filter: { [parameter: string]: string }
  /** Stored from this moment on; from the first one, where it is left out. */
  from?: string
  /** Stored up to this moment. */
  through: string
}

export type Manifest = ExportScope & {
  cairn: string
  /** The table that it was read from. */
  source: string
  began: string
  ended?: string
  isComplete: boolean
  statements: number
  bytes: number
  files: ExportedFile[]
  /** Where documents were asked for, too. `documents` of all files together. */
  documentFiles?: ExportedDocuments[]
  documents?: number
  notes: string[]
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const toManifestFile = (manifest: Manifest): Uint8Array => Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)

/** @returns undefined for what is no manifest of an export */
export function fromManifestFile(bytes: Uint8Array): Manifest | undefined {
  try {
    const manifest: Manifest = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return Array.isArray(manifest.files) && typeof manifest.tenant === 'string' ? manifest : undefined
  } catch {
    return undefined
  }
}

export const withFile = (manifest: Manifest, file: ExportedFile): Manifest => ({
  ...manifest,
  statements: manifest.statements + file.statements,
  bytes: manifest.bytes + file.bytes,
  files: [...manifest.files, file],
})
