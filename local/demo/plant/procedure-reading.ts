/** A procedure read in the LMS: completed, and scored where a test follows; some have to be read again in time. */
import type { Calendar } from './calendar.ts'
import { type Chance, chanceOf, uuidOf } from './chance.ts'
import type { Procedure } from './courses.ts'
import type { Person } from './people.ts'
import { expired, renewalOf } from './requalification.ts'
import { actorOf, courseActivity, type Event, eventOf, type Members, placeOf, secondsOf, verbOf } from './statement.ts'

const PASS_AT = 70
const MOST_TRIES = 3

export function readProcedure(person: Person, procedure: Procedure, calendar: Calendar, from: number): Event[] {
  const chance = chanceOf('procedure', person.number, procedure.id)
  const first = qualify({ person, procedure, calendar, chance, round: 1 }, from)
  if (first.until === undefined) return first.events
  const { expiresOn, renewFrom } = renewalOf(chance, first.until)
  const late = expiresOn === undefined ? [] : expired(person, courseActivity(procedure), calendar, expiresOn)
  if (renewFrom === undefined) return [...first.events, ...late]
  const again = qualify({ person, procedure, calendar, chance, round: 2 }, renewFrom)
  return [...first.events, ...late, ...again.events]
}

type Reading = { person: Person; procedure: Procedure; calendar: Calendar; chance: Chance; round: number }

/** @returns `until`: the day on which it must have been done again */
function qualify(reading: Reading, from: number): { events: Event[]; until?: number } {
  const { procedure, calendar, chance } = reading
  const events: Event[] = []
  let next = from
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const slot = calendar.slot(chance, next)
    if (!slot) break
    const score = procedure.isScored ? scoreOf(reading, attempt) : undefined
    events.push(...readOnce(reading, attempt, slot.at, score))
    if (score === undefined || score >= PASS_AT) {
      return { events, ...(procedure.validWeeks !== undefined && { until: slot.day + procedure.validWeeks * 7 }) }
    }
    next = slot.day + chance.whole(1, 5)
  }
  return { events }
}

const scoreOf = ({ person, chance }: Reading, attempt: number) =>
  Math.min(100, Math.max(0, Math.round(79 + 9 * person.ability + 6 * (attempt - 1) + 6 * chance.normal())))

function readOnce({ person, procedure, chance, round }: Reading, attempt: number, at: number, score?: number): Event[] {
  const names = [person.number, procedure.id, round, attempt]
  const seconds = Math.round(procedure.minutes * 60 * chance.between(0.3, 1.7))
  const { team, extensions } = placeOf(person)
  const context: Members = {
    registration: uuidOf('registration', person.number, procedure.id, round),
    ...{ revision: procedure.revision, platform: 'Atlas LMS', language: person.site.language, team, extensions },
  }
  const said = { actor: actorOf(person), object: courseActivity(procedure), context }
  const completed = eventOf(['completed', ...names], at + seconds * 1_000, {
    ...said,
    verb: verbOf('completed'),
    result: { completion: true, duration: secondsOf(seconds) },
  })
  if (score === undefined) return [completed]
  const result = { score: { scaled: score / 100, raw: score, min: 0, max: 100 }, success: score >= PASS_AT }
  const scored = eventOf(['scored', ...names], at + seconds * 1_000 + 240_000, {
    ...said,
    verb: verbOf('scored'),
    result,
  })
  return [completed, scored]
}
