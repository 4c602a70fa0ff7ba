/** The port to all versions of a bucket's objects, for what removes them for good. */
export type ObjectVersion = { key: string; version: string }
/** `isCurrent`: it is what a reader gets who names no version. */
export type FoundVersion = ObjectVersion & { isCurrent: boolean }

export type ObjectVersions = {
  /** Some of those whose keys begin so, marks of deletion too. `next`: where to go on. */
  page(prefix: string, after?: string): Promise<{ found: FoundVersion[]; next?: string }>
  /** What is gone already is no error. */
  remove(versions: ObjectVersion[]): Promise<void>
}
