/** Merkle trees of RFC 9162 by Web Crypto: the paths that lead from a leaf, or from an older tree, to a root. Hashes are hex. */
import { requireSo, Wrong } from './spelling.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join('')
export const fromHex = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))

export async function sha256(...parts: (Uint8Array | string)[]): Promise<Bytes> {
  const all = parts.map((part) => (typeof part === 'string' ? utf8(part) : part))
  const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of all) {
    joined.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
}

/** RFC 9162 2.1.1: a byte 0 before a leaf, a byte 1 before two nodes. */
export const leafHash = (text: string): Promise<Bytes> => sha256(Uint8Array.of(0), text)
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right)

const half = (number: number) => Math.floor(number / 2)

/** Where a node stands, and where the last one of its level does. */
type Place = { at: number; last: number }
const above = ({ at, last }: Place): Place => ({ at: half(at), last: half(last) })

/** Whether a sibling stands before the node; and past it the levels in which the node has none. */
const isAfter = ({ at, last }: Place) => at % 2 === 1 || at === last
function pastLonely(place: Place): Place {
  let next = place
  while (next.at % 2 === 0 && next.at > 0) next = above(next)
  return next
}

/** 2.1.3.2 */
export async function rootFromInclusion(
  leaf: Bytes,
  { index, size }: { index: number; size: number },
  path: readonly string[],
): Promise<string> {
  requireSo(Number.isSafeInteger(index) && index >= 0 && index < size, 'A leaf is said to stand outside its tree.')
  let place: Place = { at: index, last: size - 1 }
  let root = leaf
  for (const hex of path) {
    requireSo(place.last > 0, 'A path is too long.')
    const sibling = fromHex(hex)
    const isSecond = isAfter(place)
    root = isSecond ? await nodeHash(sibling, root) : await nodeHash(root, sibling)
    place = above(isSecond ? pastLonely(place) : place)
  }
  requireSo(place.last === 0, 'A path is too short.')
  return toHex(root)
}

/** 2.1.4.2: the roots of both trees, as the path has them. The first tree is not empty, and smaller. */
export async function rootsFromConsistency(
  { first, second }: { first: number; second: number },
  path: readonly string[],
  firstRoot: string,
): Promise<[string, string]> {
  const nodes = Number.isInteger(Math.log2(first)) ? [firstRoot, ...path] : [...path]
  const [start, ...rest] = nodes.map(fromHex)
  if (start === undefined) throw new Wrong('A path between two heads is too short.')
  let place: Place = { at: first - 1, last: second - 1 }
  while (place.at % 2 === 1) place = above(place)
  let [old, now] = [start, start]
  for (const node of rest) {
    requireSo(place.last > 0, 'A path between two heads is too long.')
    if (isAfter(place)) {
      old = await nodeHash(node, old)
      now = await nodeHash(node, now)
      place = pastLonely(place)
    } else now = await nodeHash(now, node)
    place = above(place)
  }
  requireSo(place.last === 0, 'A path between two heads is too short.')
  return [toHex(old), toHex(now)]
}
