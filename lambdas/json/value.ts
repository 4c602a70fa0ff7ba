/** Values out of JSON.parse, of which nothing else is known yet. */

type Members = { [key: string]: unknown }

/** True for a JSON object or array: what has members, by name or by index. */
export const hasMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

/** True for a JSON object; arrays and null are none. */
export const isRecord = (value: unknown): value is Members => hasMembers(value) && !Array.isArray(value)

/** The member of an object; undefined where there is none, and for all other values. */
export const memberOf = (value: unknown, key: string): unknown =>
  hasMembers(value) && Object.hasOwn(value, key) ? value[key] : undefined

/** True for equal values whose members also stand in the same order. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (!hasMembers(a) || !hasMembers(b)) return a === b
  const keys = Object.keys(a)
  const others = Object.keys(b)
  if (keys.length !== others.length || Array.isArray(a) !== Array.isArray(b)) return false
  let at = 0
  for (const key of keys) if (key !== others[at++] || !isEqual(a[key], b[key])) return false
  return true
}
