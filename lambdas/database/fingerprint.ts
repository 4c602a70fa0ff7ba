/** Hashes that stand for values of any length in keys and posting entries. */
import { hash } from 'node:crypto'

/** 96 bits of SHA-256 as 16 characters of base64url. */
export type Fingerprint = string & { readonly Fingerprint: unique symbol }

export const FINGERPRINT_BYTES = 12

const REMEMBERED = 20_000
/** Longer values, such as whole definitions, would fill the memory. */
const LONGEST_REMEMBERED = 500
const remembered = new Map<string, Fingerprint>()

/** Remembered, because nearly every request names verbs, activities and people that the last ones named. */
export function fingerprint(value: string): Fingerprint {
  if (value.length > LONGEST_REMEMBERED) return toFingerprint(value)
  const before = remembered.get(value)
  if (before !== undefined) return before
  if (remembered.size >= REMEMBERED) remembered.clear()
  const fresh = toFingerprint(value)
  remembered.set(value, fresh)
  return fresh
}

const toFingerprint = (value: string) =>
  hash('sha256', value, 'base64url').slice(0, (FINGERPRINT_BYTES * 4) / 3) as Fingerprint

/** The whole SHA-256: where no entry beside it says which value is meant, two values must never be taken for one. */
export const digest = (value: string) => hash('sha256', value, 'base64url')
