/** Compares packed entries by what they say. An entry may say more than its list asks for: older ones do. */
import { type Entry, unpackEntries } from '../index/entries.ts'
import { nameOfTerm, type Term } from '../index/terms.ts'

/** What packed entries say: position -> the names of its terms. Decoded once, however many entries are compared with it. */
export type SaidEntries = ReadonlyMap<number, ReadonlySet<string>>

export const namesOf = (terms: Term[]): ReadonlySet<string> => new Set(terms.map(nameOfTerm))

export const readEntries = (packed: Uint8Array): SaidEntries =>
  new Map(unpackEntries(packed).map(({ position, terms }) => [position, namesOf(terms)]))

/** Whether every term is one of these. */
export const areWithin = (terms: Term[], names: ReadonlySet<string>) =>
  terms.every((term) => names.has(nameOfTerm(term)))

/** Whether they are these terms and no others. */
export const areSameTerms = (names: ReadonlySet<string>, terms: Term[]) =>
  names.size === namesOf(terms).size && areWithin(terms, names)

/** Whether the entries say at least what one entry says. */
export function includesEntry(said: SaidEntries, { position, terms }: Entry): boolean {
  const names = said.get(position)
  return names !== undefined && areWithin(terms, names)
}

/** Whether packed entries say at least what others say. */
export function includesEntries(packed: Uint8Array, wanted: Uint8Array): boolean {
  const said = readEntries(packed)
  // An entry without terms needs no entry.
  return unpackEntries(wanted).every((entry) => entry.terms.length === 0 || includesEntry(said, entry))
}
