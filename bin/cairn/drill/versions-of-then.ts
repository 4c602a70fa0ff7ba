/** Which version of each object a bucket showed at a moment. */
export type Version = { Key?: string | undefined; VersionId?: string | undefined; LastModified?: Date | undefined }

const timeOf = ({ LastModified }: Version) => LastModified?.getTime() ?? 0

/**
 * @param listed the versions and the marks of deletion of some keys, all of each key's or at least its newest ones
 * @param decided keys whose version is known already; those of these lists are added
 * @returns the newest version until then of each key; none of what was deleted then, or was not there yet
 */
export function versionsOfThen(
  { versions, deletions }: { versions: readonly Version[]; deletions: readonly Version[] },
  until: number,
  decided: Set<string>,
): Version[] {
  const marks = new Set(deletions)
  const all = [...deletions, ...versions].filter((one) => timeOf(one) <= until)
  all.sort((a, b) => timeOf(b) - timeOf(a))
  return all.filter((one) => {
    const key = one.Key ?? ''
    if (decided.has(key)) return false
    decided.add(key)
    return !marks.has(one)
  })
}
