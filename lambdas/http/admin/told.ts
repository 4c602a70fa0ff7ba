/** The old and the new value of a change, as the API shows them: what it never shows is not in the trail either. */
import type { Fact } from '../../audit/entry.ts'
import type { Told } from '../protocol/request.ts'

/** As JSON has it. */
export const factsOf = (value: unknown): Fact => JSON.parse(JSON.stringify(value ?? null))

export const changeOf = (before: unknown, after: unknown): Told => ({ before: factsOf(before), after: factsOf(after) })
