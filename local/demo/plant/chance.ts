/** Randomness that is the same each time: each name has a course of its own, so a change of one table moves no other. */
import { createHash } from 'node:crypto'

const SEED = 'cairn-plant-1'

export type Chance = {
  /** From 0 to 1, without 1. */
  next(): number
  is(probability: number): boolean
  between(least: number, most: number): number
  whole(least: number, most: number): number
  pick<Each>(list: readonly Each[]): Each
  /** Around 0, nearly always within 3. */
  normal(): number
}

export function chanceOf(...names: (string | number)[]): Chance {
  // Mulberry32: 32 bits of state are plenty for a few hundred draws.
  let state = digestOf(names).readUInt32LE(0)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + next() * (most - least)
  const whole = (least: number, most: number) => Math.floor(between(least, most + 1))
  return {
    next,
    is: (probability) => next() < probability,
    between,
    whole,
    pick: <Each>(list: readonly Each[]) => list[whole(0, list.length - 1)] as Each,
    normal: () => Array.from({ length: 12 }, next).reduce((sum, each) => sum + each, -6),
  }
}

/** The UUID of a thing of the plant: the same at each start, so that what is sent again is the same statement. */
export function uuidOf(...names: (string | number)[]): string {
  const bytes = digestOf(names).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const digestOf = (names: (string | number)[]) =>
  createHash('sha256')
    .update(`${SEED}\n${names.join('\n')}`)
    .digest()
