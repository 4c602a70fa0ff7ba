/** The port to the lake's objects: who reads them needs a part of it, who rewrites them all. */

/** One version of an object: what has another ETag is another file. */
export type LakeFile = { key: string; bytes: number; etag: string; written: Date }

export type LakeReader = {
  /** Everything whose key begins so, in the order of the keys. */
  list(prefix: string): AsyncIterable<LakeFile>
  /** What follows the prefix up to the next slash, each once. */
  folders(prefix: string): Promise<string[]>
  /** First byte and the byte after the last. @returns undefined when that version is there no more */
  read(file: LakeFile, start: number, end: number): Promise<Uint8Array | undefined>
}

export type LakeFiles = LakeReader & {
  /** Nothing can be seen of the object before it is finished. */
  create(key: string): Upload
  getText(key: string): Promise<string | undefined>
  putText(key: string, text: string): Promise<void>
  delete(key: string): Promise<void>
}

/** Texts that several may change at once. */
export type TaggedTexts = {
  getTagged(key: string): Promise<{ text: string; etag: string } | undefined>
  /** @param etag of what it replaces; none where there must be nothing yet. @returns false where there is something else */
  replaceText(key: string, text: string, etag: string | undefined): Promise<boolean>
}

export type Upload = {
  append(bytes: Uint8Array): Promise<void>
  finish(): Promise<void>
  abort(): Promise<void>
}

/** Retries will not help: an operator must look at the file. It stays where it is, and queries may fail on it. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
  readonly file: LakeFile
  constructor(file: LakeFile, reason: string) {
    super(reason)
    this.file = file
  }
}

/** Somebody deleted or replaced the file after it was listed, as compaction does: what was planned with it is not done. */
export class ChangedFile extends Error {
  override name = 'ChangedFile'
}

/** Athena and DuckDB read no other files of a folder either. */
export const isParquet = ({ key }: LakeFile): boolean => /\/[^/_.][^/]*\.parquet$/.test(key)
