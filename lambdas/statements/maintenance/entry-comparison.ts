/** Compares packed entries by what they say. An entry may say more than its list asks for: older ones do. */
import { type Entry, unpackEntries } from '../index/entries.ts'
import { nameOfTerm, type Term } from '../index/terms.ts'

/** Whether every term of the first is one of the second. */
export function areTermsWithin(some: Term[], others: Term[]): boolean {
  const names = new Set(others.map(nameOfTerm))
  return some.every((term) => names.has(nameOfTerm(term)))
}

export const areSameTerms = (some: Term[], others: Term[]) =>
  areTermsWithin(some, others) && areTermsWithin(others, some)

/** The terms of the entry at a position; undefined where there is no such entry. */
export const termsAt = (packed: Uint8Array, position: number): Term[] | undefined =>
  unpackEntries(packed).find((entry) => entry.position === position)?.terms

/** Whether packed entries say at least what one entry says. */
export function includesEntry(packed: Uint8Array, { position, terms }: Entry): boolean {
  const there = termsAt(packed, position)
  return there !== undefined && areTermsWithin(terms, there)
}

/** Whether packed entries say at least what others say. */
export function includesEntries(packed: Uint8Array, wanted: Uint8Array): boolean {
  const known = new Map(unpackEntries(packed).map(({ position, terms }) => [position, new Set(terms.map(nameOfTerm))]))
  return unpackEntries(wanted).every(({ position, terms }) =>
    terms.every((term) => known.get(position)?.has(nameOfTerm(term))),
  )
}
