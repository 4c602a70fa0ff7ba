/** A course in a cmi5 player: each lesson and the quiz is an assignable unit (AU), launched in sessions of its own. */
import type { Calendar, Slot } from './calendar.ts'
import { type Chance, chanceOf, uuidOf } from './chance.ts'
import type { OnlineCourse } from './courses.ts'
import { ITEMS, type Item } from './items.ts'
import type { Person } from './people.ts'
import { DAY_MS } from './sites.ts'
import {
  actorOf,
  CATEGORY,
  cmi5Extension,
  type Event,
  eventOf,
  type Members,
  PLANT,
  placeOf,
  secondsOf,
  type Verb,
  verbOf,
} from './statement.ts'

const PUBLISHER = 'https://content.plant.example'
const MINUTE_MS = 60_000
const MOST_TRIES = 3

type Enrolment = { person: Person; course: OnlineCourse; calendar: Calendar; chance: Chance; events: Event[] }
type Unit = { name: string; title: string; moveOn: 'Completed' | 'Passed' }

const courseOf = ({ id, title }: OnlineCourse): Members => ({
  id: `${PLANT}/courses/${id}`,
  definition: { type: 'https://w3id.org/xapi/cmi5/activitytype/course', name: { en: title } },
})

/** @param from the day of the quarter on which the LMS assigns the course */
export function takeOnlineCourse(person: Person, course: OnlineCourse, calendar: Calendar, from: number): Event[] {
  const chance = chanceOf('online', person.number, course.id)
  const enrolment: Enrolment = { person, course, calendar, chance, events: [] }
  const assigned = calendar.slot(chance, from)
  if (!assigned) return []
  register(enrolment, assigned)
  // Some never begin, and some never come back after a lesson.
  if (chance.is(0.06)) return enrolment.events
  let next: Slot | undefined = { day: assigned.day, at: assigned.at + 5 * MINUTE_MS }
  for (const [at, title] of course.lessons.entries()) {
    const unit: Unit = { name: `lesson-${at + 1}`, title, moveOn: 'Completed' }
    if (!next || !takeLesson(enrolment, unit, next)) return enrolment.events
    next = calendar.slot(chance, next.day + chance.whole(0, 4))
  }
  if (next) takeQuiz(enrolment, next)
  return enrolment.events
}

function register({ person, course, events }: Enrolment, { at }: Slot) {
  const { team, extensions } = placeOf(person)
  const registration = registrationOf(person, course)
  events.push(
    eventOf(['registered', person.number, course.id], at, {
      ...{ actor: actorOf(person), verb: verbOf('registered'), object: courseOf(course) },
      context: { registration, platform: 'Atlas LMS', language: person.site.language, team, extensions },
    }),
  )
}

/** @returns whether the lesson was completed */
function takeLesson(enrolment: Enrolment, unit: Unit, { at }: Slot): boolean {
  const { course, chance } = enrolment
  const session = sessionOf(enrolment, unit, 1)
  const minutes = course.minutes * chance.between(0.6, 1.8)
  session.say('launched', at, launchedSaid(course, unit))
  session.say('initialized', at + 4_000)
  if (chance.is(0.06)) {
    // The window was closed early, or the machine was switched off.
    if (chance.is(0.6)) session.say('terminated', at + 90_000, { result: { duration: 'PT86S' } })
    else session.say('abandoned', at + DAY_MS, { result: { duration: 'PT86S' } })
    return false
  }
  const end = at + minutes * MINUTE_MS
  const duration = secondsOf(minutes * 60 - 4)
  session.say('completed', end, { result: { completion: true, duration }, isMoveOn: true })
  session.say('terminated', end + 3_000, { result: { duration: secondsOf(minutes * 60 - 1) } })
  return true
}

function takeQuiz(enrolment: Enrolment, first: Slot) {
  const { person, course, calendar, chance, events } = enrolment
  let slot: Slot | undefined = first
  for (let attempt = 1; slot && attempt <= MOST_TRIES; attempt++) {
    const { session, end, isPassed } = tryQuiz(enrolment, slot, attempt)
    if (isPassed) {
      events.push(satisfied(person, course, session, end + 10_000))
      return
    }
    // Who failed looks into the lessons again; some give up.
    slot = chance.is(0.12) ? undefined : calendar.slot(chance, slot.day + chance.whole(1, 6))
  }
}

function tryQuiz(enrolment: Enrolment, { at }: Slot, attempt: number) {
  const { person, course, chance } = enrolment
  const unit: Unit = { name: 'quiz', title: `Quiz: ${course.title}`, moveOn: 'Passed' }
  const session = sessionOf(enrolment, unit, attempt)
  session.say('launched', at, launchedSaid(course, unit))
  session.say('initialized', at + 3_000)
  const items = ITEMS.filter((item) => item.course === course.id)
  const knowledge = person.ability + 0.75 * (attempt - 1)
  let time = at + 15_000
  let right = 0
  for (const item of items) {
    const seconds = Math.max(5, (18 + 9 * item.difficulty) * chance.between(0.5, 2) - 4 * person.ability)
    time += Math.round(seconds) * 1_000
    const { isRight, response } = answerOf(item, knowledge, chance)
    if (isRight) right++
    session.answer(item, time, { response, success: isRight, duration: secondsOf(seconds) })
  }
  const scaled = right / items.length
  const isPassed = scaled >= course.mastery
  const duration = secondsOf((time - at) / 1_000 - 3)
  const score = { scaled, raw: right, min: 0, max: items.length }
  const result = { score, success: isPassed, duration }
  const masteryExtension = { [cmi5Extension('masteryscore')]: course.mastery }
  session.say(isPassed ? 'passed' : 'failed', time + 1_000, { result, extensions: masteryExtension, isMoveOn: true })
  session.say('terminated', time + 6_000, { result: { duration: secondsOf((time - at) / 1_000 + 2) } })
  return { session: session.id, end: time, isPassed }
}

/** By the two-parameter model of item response theory, with a chance to guess. */
function answerOf(item: Item, knowledge: number, chance: Chance): { isRight: boolean; response: string } {
  const guessed = item.type === 'true-false' ? 0.35 : item.type === 'choice' ? 0.15 : 0
  const known = 1 / (1 + Math.exp(-1.7 * item.sharpness * (knowledge - item.difficulty)))
  const isRight = chance.is(guessed + (1 - guessed) * known)
  // Each further wrong answer is taken a third as often as the one before.
  const wrong = item.wrong.find((_, at) => at === item.wrong.length - 1 || chance.is(0.67)) ?? ''
  return { isRight, response: isRight ? item.right : wrong }
}

type Said = { result?: Members; extensions?: Members; isMoveOn?: boolean }

const launchedSaid = ({ id, mastery }: OnlineCourse, { name, moveOn }: Unit): Said => ({
  extensions: {
    [cmi5Extension('launchmode')]: 'Normal',
    [cmi5Extension('launchurl')]: `${PUBLISHER}/${id}/${name}/index.html`,
    [cmi5Extension('moveon')]: moveOn,
    ...(moveOn === 'Passed' && { [cmi5Extension('masteryscore')]: mastery }),
  },
})

/** One launch of a unit: what is said in it has its registration, session and publisher's id. */
function sessionOf({ person, course, events }: Enrolment, unit: Unit, attempt: number) {
  const names = [person.number, course.id, unit.name, attempt]
  const id = uuidOf('session', ...names)
  const place = placeOf(person)
  const activity = { id: `https://lms.plant.example/units/${course.id}/${unit.name}` }
  const object = {
    ...activity,
    definition: { type: 'http://adlnet.gov/expapi/activities/lesson', name: { en: unit.title } },
  }
  const grouping = [{ id: `${PUBLISHER}/${course.id}/${unit.name}` }, courseOf(course)]
  const context = (contextActivities: Members, extensions: Members = {}): Members => ({
    registration: registrationOf(person, course),
    ...{ contextActivities, platform: 'Lectern player', language: person.site.language, team: place.team },
    extensions: { ...place.extensions, ...extensions, [cmi5Extension('sessionid')]: id },
  })
  const actor = actorOf(person)
  return {
    id,
    say(verb: Verb, at: number, { result, extensions, isMoveOn = false }: Said = {}) {
      const category = [{ id: `${CATEGORY}/cmi5` }, ...(isMoveOn ? [{ id: `${CATEGORY}/moveon` }] : [])]
      const said = { actor, verb: verbOf(verb), object, ...(result && { result }) }
      const activities = { parent: [courseOf(course)], grouping, category }
      events.push(eventOf([verb, ...names], at, { ...said, context: context(activities, extensions) }))
    },
    answer(item: Item, at: number, result: Members) {
      const said = { actor, verb: verbOf('answered'), object: questionOf(item), result }
      const activities = { parent: [object], grouping }
      events.push(eventOf(['answered', item.id, ...names], at, { ...said, context: context(activities) }))
    },
  }
}

function questionOf(item: Item): Members {
  const choices = item.choices.map(([id, text]) => ({ id, description: { en: text } }))
  return {
    id: `${PUBLISHER}/${item.id.replace('/', '/quiz/')}`,
    definition: {
      type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
      name: { en: item.question },
      description: { en: item.question },
      interactionType: item.type,
      correctResponsesPattern: [item.right],
      ...(choices.length > 0 && { choices }),
    },
  }
}

/** The LMS says it once the course's last unit is passed. */
function satisfied(person: Person, course: OnlineCourse, session: string, at: number): Event {
  const { team, extensions } = placeOf(person)
  return eventOf(['satisfied', person.number, course.id], at, {
    ...{ actor: actorOf(person), verb: verbOf('satisfied'), object: courseOf(course) },
    context: {
      registration: registrationOf(person, course),
      contextActivities: { grouping: [{ id: `${PUBLISHER}/${course.id}` }], category: [{ id: `${CATEGORY}/cmi5` }] },
      ...{ platform: 'Atlas LMS', language: person.site.language, team },
      extensions: { ...extensions, [cmi5Extension('sessionid')]: session },
    },
  })
}

const registrationOf = (person: Person, course: OnlineCourse) => uuidOf('registration', person.number, course.id)
