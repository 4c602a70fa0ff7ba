/** Versions of objects that nothing is to be left of. */
import type { ObjectVersion, ObjectVersions } from '../database/object-versions.ts'

/** Page by page. */
export async function* versionsBelow(versions: ObjectVersions, prefix: string): AsyncGenerator<ObjectVersion[]> {
  let after: string | undefined
  do {
    const { found, next } = await versions.page(prefix, after)
    yield found
    after = next
  } while (after !== undefined)
}

/** @param isLeft whether one stays; without it none does. @returns how many went */
export async function removeVersions(
  versions: ObjectVersions,
  prefix: string,
  isLeft: (version: ObjectVersion) => boolean = () => false,
): Promise<number> {
  let count = 0
  for await (const found of versionsBelow(versions, prefix)) {
    const gone = found.filter((one) => !isLeft(one))
    await versions.remove(gone)
    count += gone.length
  }
  return count
}

export const removeObject = (versions: ObjectVersions, key: string) =>
  removeVersions(versions, key, (one) => one.key !== key)
