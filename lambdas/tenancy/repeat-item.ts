/** The item of one `Idempotency-Key`: which request it came with, and what was answered. It is good for a day. */
import { digest } from '../database/fingerprint.ts'
import type { Item, Key } from '../database/tables.ts'
import { ITEM_EXPIRY } from '../runtime/names.ts'

export const REPEATED_FOR_MS = 24 * 3_600_000

export type StoredAnswer = { status: number; headers: { [name: string]: string }; body: string }
export type Repeat = {
  /** Stands for the whole request. */
  request: string
  /** When it began, in milliseconds. */
  began: number
  /** Missing while it is under way, and where its function died. */
  answer?: StoredAnswer
}

/**
 * Another person's key, or the same in another tenant, is another key: nobody meets an answer that is not theirs.
 * @param tenant nothing for what belongs to no tenant
 */
export const repeatKey = (tenant: string, person: { issuer: string; subject: string }, key: string): Key => ({
  pk: `${tenant}|repeats`,
  sk: digest(JSON.stringify([person.issuer, person.subject, key])),
})

/** DynamoDB removes it some time after its day; until then its age decides. */
export const toRepeatItem = (key: Key, { request, began, answer }: Repeat): Item => ({
  ...key,
  request,
  began,
  [ITEM_EXPIRY]: Math.ceil((began + REPEATED_FOR_MS) / 1000),
  ...(answer !== undefined && { answer: JSON.stringify(answer) }),
})

export function fromRepeatItem(item: Item): Repeat {
  const { request, began, answer } = item
  const repeat = { request: String(request), began: Number(began) }
  return typeof answer === 'string' ? { ...repeat, answer: JSON.parse(answer) } : repeat
}
