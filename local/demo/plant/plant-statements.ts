/** All that the plant's systems said in a quarter, in the order in which it happened. */
import { calendarOf } from './calendar.ts'
import { chanceOf } from './chance.ts'
import { correct } from './correction.ts'
import { CHECKLISTS, type Course, ONLINE_COURSES, PROCEDURES, SIMULATIONS } from './courses.ts'
import { showTask } from './observation.ts'
import { takeOnlineCourse } from './online-course.ts'
import { PEOPLE, type Person, WEEKS } from './people.ts'
import { readProcedure } from './procedure-reading.ts'
import { exercise } from './simulator-exercise.ts'
import { DAY_MS } from './sites.ts'
import type { Event, Statement } from './statement.ts'

/** How many of those whom a course is for take it in a quarter: of the staff, and of the newly hired. */
const SHARES = {
  online: { staff: 0.28, hired: 0.6 },
  procedure: { staff: 0.42, hired: 0.7 },
  checklist: { staff: 0.35, hired: 0.55 },
  simulation: { staff: 0.35, hired: 0.5 },
}

/** @param end when the quarter ends, a Monday 00:00 UTC: nothing in it is later */
export function plantStatements(end: number): Statement[] {
  const firstDay = end - WEEKS * 7 * DAY_MS
  const happened = PEOPLE.flatMap((person) => learn(person, firstDay).map((event) => ({ person, event })))
  const told = happened.filter(({ event }) => event.at < end)
  const events = [...told.map(({ event }) => event), ...correct(told, end)]
  return events
    .sort((one, other) => one.at - other.at || compare(one.statement.id, other.statement.id))
    .map(({ statement }) => statement)
}

/** The last Monday 00:00 UTC. */
export function quarterEnd(now: number): number {
  const day = Math.floor(now / DAY_MS)
  // Day 0 was a Thursday.
  return (day - ((day + 3) % 7)) * DAY_MS
}

function learn(person: Person, firstDay: number): Event[] {
  const calendar = calendarOf(person, firstDay)
  const planOf = (kind: keyof typeof SHARES) => (course: Course) => isAssigned(person, kind, course)
  const startOf = ({ id }: Course) => startDay(person, id)
  return [
    ...ONLINE_COURSES.filter(planOf('online')).flatMap((one) => takeOnlineCourse(person, one, calendar, startOf(one))),
    ...PROCEDURES.filter(planOf('procedure')).flatMap((one) => readProcedure(person, one, calendar, startOf(one))),
    ...CHECKLISTS.filter(planOf('checklist')).flatMap((one) => showTask(person, one, calendar, startOf(one))),
    ...SIMULATIONS.filter(planOf('simulation')).flatMap((one) => exercise(person, one, calendar, startOf(one))),
  ]
}

const isHired = ({ weeks }: Person) => weeks[0] > 0

function isAssigned(person: Person, kind: keyof typeof SHARES, { id, roles }: Course): boolean {
  const { staff, hired } = SHARES[kind]
  return roles.includes(person.role) && chanceOf('assigned', person.number, id).is(isHired(person) ? hired : staff)
}

/** The newly hired learn in their first weeks, the others at any time. */
function startDay(person: Person, id: string): number {
  const [from, before] = person.weeks
  const chance = chanceOf('start', person.number, id)
  return from * 7 + Math.floor(chance.next() ** 1.3 * (isHired(person) ? 21 : (before - from) * 7 - 3))
}

const compare = (one: string, other: string) => (one < other ? -1 : 1)
