/** Seeded random numbers (mulberry32): the same seed gives the same statements on every machine. */
export type Random = {
  /** 0 <= n < 1 */
  next(): number
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number
  /** A number from `min` to `max` with at most `digits` digits after the decimal point. */
  decimal(min: number, max: number, digits: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  chance(probability: number): boolean
  hex(digits: number): string
  uuid(): string
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  const hex = (digits: number) => Array.from({ length: digits }, () => int(16).toString(16)).join('')
  return {
    next,
    int,
    hex,
    decimal: (min, max, digits) => Number((min + next() * (max - min)).toFixed(digits)),
    pick: (list) => list[int(list.length)] ?? list[0],
    chance: (probability) => next() < probability,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(int(4))}${hex(3)}-${hex(12)}`,
  }
}
