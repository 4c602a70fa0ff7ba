/** What was found out lately, by key: for a time, and for so many keys. */

const MOST = 2_000

export function createRecent<Value>(now: () => number) {
  const known = new Map<string, { value: Value; until: number }>()
  /** @returns what is known of the key; otherwise what `find` answers, which is known until then */
  return async (key: string, until: number, find: () => Promise<Value>): Promise<Value> => {
    const before = known.get(key)
    if (before !== undefined && before.until > now()) return before.value
    const value = await find()
    if (known.size >= MOST) known.clear()
    known.set(key, { value, until })
    return value
  }
}
