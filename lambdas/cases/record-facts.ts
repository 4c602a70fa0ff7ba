/** What rules and holds ask of a statement, read from its text once. */
import { featuresOf } from '../xapi/features.ts'
import { type ContextActivities, parseStored } from '../xapi/statement.ts'
import { toMilliseconds } from '../xapi/timestamps.ts'
import type { DecidedRecord } from './decision.ts'

/** Times in milliseconds since 1970. */
export type RecordFacts = {
  text: string
  id: string
  verb: string
  activities: string[]
  /** Where else an activity stands: in its context, in a SubStatement. */
  relatedActivities: string[]
  categories: string[]
  registration?: string
  stored: number
  /** When it happened, as its sender says. */
  happened: number
}

export function factsOf({ text, stored }: Pick<DecidedRecord, 'text' | 'stored'>): RecordFacts {
  const statement = parseStored(text)
  const { verb, activities, relatedActivities, registration } = featuresOf(statement, [])
  const storedMs = Date.parse(stored)
  // The forms of 1.0.3 are those of 2.0 and more.
  const happened = statement.timestamp === undefined ? undefined : toMilliseconds(statement.timestamp, '1.0.3')
  return {
    ...{
      text,
      id: statement.id ?? '',
      verb,
      activities,
      relatedActivities,
      stored: storedMs,
      happened: happened ?? storedMs,
    },
    categories: categoriesOf(statement.context?.contextActivities),
    ...(registration !== undefined && { registration }),
  }
}

function categoriesOf({ category }: ContextActivities = {}): string[] {
  if (category === undefined) return []
  return (Array.isArray(category) ? category : [category]).map(({ id }) => id)
}
