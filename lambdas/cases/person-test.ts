/**
 * Whether a statement names a person: exactly where an erasure would find them, so that a hold keeps all that an erasure
 * could take or change, and the counts are of what it would do.
 */

import type { PersonIdentifiers } from './identifiers.ts'
import { createPerson } from './person.ts'

/** In the place of whom is looked for: what is changed by it names them. */
const NOBODY = '0'.repeat(40)

export function createPersonTest(identifiers: PersonIdentifiers): (text: string) => boolean {
  const person = createPerson(identifiers, NOBODY)
  return (text) => person.mayName(text) && person.withoutIn(text) !== text
}
