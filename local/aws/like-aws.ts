/**
 * What a laptop does not do by itself, and AWS does (`CAIRN_AWS=like`). What happens by chance is chosen by a seed, which
 * is printed, so that a run can be had again.
 */
import { createHash, randomInt } from 'node:crypto'
import { Failure } from '../failure.ts'
import type { AwsOptions } from './aws.ts'
import { LATENCY_OF_AWS } from './latency.ts'
import { LIMITS_OF_AWS } from './partition-limits.ts'

export type LikeAws = {
  seed: number
  /** The numbers from 0 to 1 by which one kind of thing happens: others that happen meanwhile do not change them. */
  chanceOf(kind: string): () => number
  /** For the calls of functions. */
  options: Required<Pick<AwsOptions, 'latency' | 'random' | 'limits'>>
}

/** How many functions a new account runs at once. */
export const NEW_ACCOUNT_CONCURRENCY = 10

/** @param setting `like`, or `like:<seed>` */
export function readLikeAws(setting: string | undefined): LikeAws | undefined {
  if (setting === undefined || setting === '') return undefined
  const found = /^like(?::(\d{1,9}))?$/.exec(setting)
  if (!found) throw new Failure(`CAIRN_AWS is ${setting}: it can be like, or like:<seed> with a whole number`)
  return likeAws(found[1] === undefined ? randomInt(1_000_000) : Number(found[1]))
}

export function likeAws(seed: number): LikeAws {
  const chanceOf = (kind: string) => numbersOf(createHash('sha256').update(`${seed} ${kind}`).digest().readUInt32LE())
  const options = { latency: LATENCY_OF_AWS, random: chanceOf('latency'), limits: LIMITS_OF_AWS }
  return { seed, chanceOf, options }
}

/** Mulberry32. */
function numbersOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
