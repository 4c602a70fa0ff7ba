/** An exercise on a simulator, tried until it is passed or patience ends; it gives points. */
import type { Calendar } from './calendar.ts'
import { type Chance, chanceOf, uuidOf } from './chance.ts'
import type { Simulation } from './courses.ts'
import type { Person } from './people.ts'
import {
  actorOf,
  courseActivity,
  type Event,
  eventOf,
  type Members,
  PLANT,
  placeOf,
  secondsOf,
  verbOf,
} from './statement.ts'

const MOST_TRIES = 5
const MINUTE_MS = 60_000

export function exercise(person: Person, simulation: Simulation, calendar: Calendar, from: number): Event[] {
  const chance = chanceOf('simulator', person.number, simulation.id)
  const slot = calendar.slot(chance, from)
  if (!slot) return []
  const events: Event[] = []
  let time = slot.at
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const minutes = simulation.minutes * chance.between(0.5, 1.3)
    const points = pointsOf(person, simulation, attempt, chance)
    events.push(...tryOnce({ person, simulation, attempt }, time, minutes, points))
    if (points >= simulation.passAt || chance.is(0.1)) break
    time += (minutes + chance.between(3, 20)) * MINUTE_MS
  }
  return events
}

function pointsOf({ ability }: Person, { points, difficulty }: Simulation, attempt: number, chance: Chance): number {
  const level = 0.66 + 0.09 * (ability - difficulty) + 0.07 * (attempt - 1) + 0.08 * chance.normal()
  return Math.round(points * Math.min(1, Math.max(0.05, level)))
}

type Try = { person: Person; simulation: Simulation; attempt: number }

function tryOnce({ person, simulation, attempt }: Try, at: number, minutes: number, raw: number): Event[] {
  const names = [person.number, simulation.id, attempt]
  const { team, extensions } = placeOf(person)
  const context: Members = {
    registration: uuidOf('registration', person.number, simulation.id),
    ...{ platform: 'LineSim 3', language: person.site.language, team },
    extensions: { ...extensions, [`${PLANT}/extensions/attempt`]: attempt },
  }
  const said = { actor: actorOf(person), object: courseActivity(simulation), context }
  const isPassed = raw >= simulation.passAt
  const score = { scaled: raw / simulation.points, raw, min: 0, max: simulation.points }
  return [
    eventOf(['attempted', ...names], at, { ...said, verb: verbOf('attempted') }),
    eventOf(['judged', ...names], at + minutes * MINUTE_MS, {
      ...said,
      verb: verbOf(isPassed ? 'passed' : 'failed'),
      result: { score, success: isPassed, duration: secondsOf(minutes * 60) },
    }),
  ]
}
