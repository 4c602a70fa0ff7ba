/** The lake's objects, as whoever rewrites them needs them. */

/** One version of an object: what has another ETag is another file. */
export type LakeFile = { key: string; bytes: number; etag: string; written: Date }

export type LakeFiles = {
  /** In the order of their keys. */
  list(prefix: string): AsyncIterable<LakeFile>
  /** @returns undefined when that version is there no more */
  read(file: LakeFile, start: number, end: number): Promise<Uint8Array | undefined>
  /** Nothing can be seen of the object before it is finished. */
  create(key: string): Upload
  getText(key: string): Promise<string | undefined>
  putText(key: string, text: string): Promise<void>
  delete(key: string): Promise<void>
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

/** Somebody deleted or replaced the file after it was listed: what was planned with it is not done. */
export class ChangedFile extends Error {
  override name = 'ChangedFile'
}
