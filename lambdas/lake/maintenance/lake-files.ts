/** The port to the files of the lake, for the operator's commands: list them, read parts of them. */

export type LakeFile = { key: string; bytes: number }

export type LakeFiles = {
  /** Everything whose key begins so, in the order of the keys. */
  list(prefix: string): AsyncIterable<LakeFile>
  /** What follows the prefix up to the next slash, each once. */
  folders(prefix: string): Promise<string[]>
  /** First byte and the byte after the last. @throws GoneFile */
  read(key: string, range: { start: number; end: number }): Promise<Uint8Array>
}

/** It was listed, and is not there any more: it was compacted meanwhile. */
export class GoneFile extends Error {
  override readonly name = 'GoneFile'
}

/** Athena and DuckDB read no other files of a folder either. */
export const isParquet = ({ key }: LakeFile): boolean => /\/[^/_.][^/]*\.parquet$/.test(key)
