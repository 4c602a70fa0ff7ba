/** A task on the floor before an observer, who marks each step on a tablet; whoever passes has to show it again in time. */
import type { Calendar } from './calendar.ts'
import { type Chance, chanceOf, uuidOf } from './chance.ts'
import type { Checklist } from './courses.ts'
import { PEOPLE, type Person } from './people.ts'
import { dateOf, expired, renewalOf } from './requalification.ts'
import {
  actorOf,
  courseActivity,
  type Event,
  eventOf,
  floorTimestamp,
  type Members,
  PLANT,
  placeOf,
  secondsOf,
  type Verb,
  verbOf,
} from './statement.ts'

const MOST_TRIES = 3
/** All steps but one. */
const MOST_MISSED = 1

type Task = { person: Person; checklist: Checklist; calendar: Calendar; chance: Chance; round: number }

export function showTask(person: Person, checklist: Checklist, calendar: Calendar, from: number): Event[] {
  const chance = chanceOf('observation', person.number, checklist.id)
  const task = { person, checklist, calendar, chance }
  const first = qualify({ ...task, round: 1 }, from)
  if (first.until === undefined) return first.events
  const { expiresOn, renewFrom } = renewalOf(chance, first.until)
  const late = expiresOn === undefined ? [] : expired(person, courseActivity(checklist), calendar, expiresOn)
  const again = renewFrom === undefined ? [] : qualify({ ...task, round: 2 }, renewFrom).events
  return [...first.events, ...late, ...again]
}

function qualify(task: Task, from: number): { events: Event[]; until?: number } {
  const { checklist, calendar, chance } = task
  const events: Event[] = []
  let next = from
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const slot = calendar.slot(chance, next)
    if (!slot) break
    const until = slot.day + checklist.validWeeks * 7
    const observation = observe(task, attempt, slot.at, dateOf(calendar.midnight(until)))
    events.push(...observation.events)
    if (observation.isPassed) return { events, until }
    next = slot.day + chance.whole(2, 8)
  }
  return { events }
}

function observe({ person, checklist, chance, round }: Task, attempt: number, at: number, validUntil: string) {
  const names = [person.number, checklist.id, round, attempt]
  const observer = observerOf(person, chance)
  const seconds = (checklist.minutes * 60) / checklist.steps.length
  const activity = courseActivity(checklist)
  const { team, extensions } = placeOf(person)
  const context: Members = {
    registration: uuidOf('registration', ...names),
    ...{ instructor: actorOf(observer), platform: 'Floor tablet', language: person.site.language, team, extensions },
  }
  const events: Event[] = []
  const say = (verb: Verb, time: number, said: { object: Members; result: Members; context: Members }) => {
    const timestamp = floorTimestamp(time, person)
    events.push(
      eventOf([verb, String(said.object.id), ...names], time, {
        ...said,
        ...{ actor: actorOf(person), verb: verbOf(verb), timestamp },
      }),
    )
  }
  let time = at
  const missed: number[] = []
  for (const [step, title] of checklist.steps.entries()) {
    const lasted = Math.round(seconds * chance.between(0.5, 1.6))
    time += lasted * 1_000
    // The last steps are forgotten most often.
    const isDone = chance.is(1 / (1 + Math.exp(-(2.4 - step * 0.2 + person.ability + 0.8 * (attempt - 1)))))
    if (!isDone) missed.push(step)
    const object = stepOf(checklist, step, title)
    const within = { ...context, contextActivities: { parent: [activity], grouping: [activity] } }
    say('performed', time, { object, result: { success: isDone, duration: secondsOf(lasted) }, context: within })
  }
  const isPassed = missed.length <= MOST_MISSED && !missed.some((step) => checklist.critical.includes(step))
  const steps = checklist.steps.length
  const done = steps - missed.length
  const result: Members = {
    score: { scaled: done / steps, raw: done, min: 0, max: steps },
    ...{ success: isPassed, completion: true, duration: secondsOf((time - at) / 1_000) },
    ...(isPassed && { extensions: { [`${PLANT}/extensions/valid-until`]: validUntil } }),
  }
  say(isPassed ? 'passed' : 'failed', time + 20_000, { object: activity, result, context })
  return { events, isPassed }
}

const OBSERVERS = PEOPLE.filter(({ isObserver }) => isObserver)

/** Somebody else of the same site. */
const observerOf = ({ site, number }: Person, chance: Chance) =>
  chance.pick(OBSERVERS.filter((observer) => observer.site === site && observer.number !== number))

function stepOf({ id }: Checklist, step: number, title: string): Members {
  return {
    id: `${PLANT}/courses/${id}/steps/${step + 1}`,
    definition: { type: `${PLANT}/activity-types/checklist-step`, name: { en: title } },
  }
}
