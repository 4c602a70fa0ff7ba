/** Which statements a reader may see, by what they say themselves: what a statement refers to opens no door to it. */
import { addIfiKeys } from './agent.ts'
import { distinct } from './distinct.ts'
import { featuresOf } from './features.ts'
import { type Actor, parseStored } from './statement.ts'

/**
 * A statement must have one of the values of each that is given. `agents` (IFI keys) are its actor or object, or members
 * of them, `activities` its object, as the filters of a query mean them.
 */
export type Visibility = {
  verbs?: ReadonlySet<string>
  activities?: ReadonlySet<string>
  agents?: ReadonlySet<string>
  /** The IFI key of its authority. */
  authority?: string
  registration?: string
}

/** @param text of a stored statement */
export function isVisible(text: string, visibility: Visibility): boolean {
  const statement = parseStored(text)
  const { verb, activities, agents, registration, authority } = featuresOf(statement, keysOf(statement.authority))
  return (
    isAmong(visibility.verbs, [verb]) &&
    isAmong(visibility.activities, activities) &&
    isAmong(visibility.agents, agents) &&
    (visibility.authority === undefined || authority.includes(visibility.authority)) &&
    (visibility.registration === undefined || visibility.registration === registration)
  )
}

const isAmong = (wanted: ReadonlySet<string> | undefined, values: string[]) =>
  wanted === undefined || values.some((value) => wanted.has(value))

function keysOf(authority: Actor | undefined): string[] {
  const keys = distinct()
  addIfiKeys(keys, authority)
  return keys.texts
}
