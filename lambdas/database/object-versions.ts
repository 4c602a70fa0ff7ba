/** The port to all versions of a bucket's objects, for what removes them for good. */

/** `isLatest`: what a GET of the key finds, or the mark of deletion in its place. `at`: when it was put, in ms. */
export type ObjectVersion = { key: string; version: string; isLatest: boolean; isMark: boolean; at: number }

export type ObjectVersions = {
  /** Some of those whose keys begin so, marks of deletion too. `next`: where to go on. */
  page(prefix: string, after?: string): Promise<{ found: ObjectVersion[]; next?: string }>
  /** What is gone already is no error. */
  remove(versions: Pick<ObjectVersion, 'key' | 'version'>[]): Promise<void>
}
