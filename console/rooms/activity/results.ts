/** The results of an activity, person by person. Pure. */
import type { Summary } from '../../language/statement-summary.ts'
import type { Window } from './window.ts'

export type Outcome = 'failed' | 'passed' | 'completed'
export type Told = { outcome: Outcome; summary: Summary }

export type PersonResults = {
  /** An Agent as JSON, without its name. */
  agent: string
  name: string
  failed: number
  passed: number
  completed: number
  /** The latest of what is asked for. */
  latest: Told
  /** Whether somebody who failed passed the same activity later. */
  hasPassedSince: boolean
  bestScore: number | undefined
}

const timeOf = ({ summary }: Told) => Date.parse(summary.timestamp ?? summary.stored ?? '') || 0

export const scoreOf = ({ result: { score } }: Summary): number | undefined =>
  score?.scaled ?? (score?.raw !== undefined && score.max ? score.raw / score.max : undefined)

const storedOf = ({ summary }: Told) => Date.parse(summary.stored ?? '') || 0

type Asked = { outcome?: Outcome | undefined; within?: Window | undefined; by?: 'stored' | undefined }

/** The last one of what is asked for: before the end of the time asked for, else of all. */
export function lastBefore(told: readonly Told[], { outcome, within, by }: Asked): Told | undefined {
  const at = by === 'stored' ? storedOf : timeOf
  const asked = told.filter((one) => outcome === undefined || one.outcome === outcome).sort((a, b) => at(b) - at(a))
  return asked.find((one) => within === undefined || at(one) < within.before) ?? asked[0]
}

/** Those with what is asked for, within the time asked for; the latest first. What is told counts within the time alone. */
export function byPerson(told: readonly Told[], { outcome, within: time, by }: Asked): PersonResults[] {
  const at = by === 'stored' ? storedOf : timeOf
  const isWithin = (one: Told) => time === undefined || (at(one) >= time.since && at(one) < time.before)
  const people = new Map<string, Told[]>()
  for (const one of told) {
    const agent = one.summary.actor?.agent
    if (agent !== undefined) people.set(agent, [...(people.get(agent) ?? []), one])
  }
  return [...people]
    .flatMap(([agent, all]) => {
      const within = all.filter(isWithin)
      const asked = within.filter((one) => outcome === undefined || one.outcome === outcome)
      const latest = asked.reduce<Told | undefined>((a, b) => (a && timeOf(a) >= timeOf(b) ? a : b), undefined)
      return latest === undefined ? [] : [personOf(agent, within, latest, all)]
    })
    .sort((a, b) => timeOf(b.latest) - timeOf(a.latest))
}

function personOf(agent: string, within: readonly Told[], latest: Told, all: readonly Told[]): PersonResults {
  const count = (outcome: Outcome) => within.filter((one) => one.outcome === outcome).length
  const scores = within.flatMap(({ summary }) => scoreOf(summary) ?? [])
  const activityOf = ({ summary: { thing } }: Told) => (thing.kind === 'activity' ? thing.id : '')
  return {
    agent,
    name: latest.summary.actor?.label ?? '',
    ...{ failed: count('failed'), passed: count('passed'), completed: count('completed'), latest },
    hasPassedSince: all.some(
      (one) => one.outcome === 'passed' && timeOf(one) > timeOf(latest) && activityOf(one) === activityOf(latest),
    ),
    bestScore: scores.length === 0 ? undefined : Math.max(...scores),
  }
}

export type Activity = { id: string; name: string; statements: number; people: number }

/** The activities of some statements, those with the most statements first. */
export function activitiesIn(summaries: readonly Summary[]): Activity[] {
  const known = new Map<string, { name: string; statements: number; people: Set<string> }>()
  for (const { thing, actor } of summaries) {
    if (thing.kind !== 'activity') continue
    const one = known.get(thing.id) ?? { name: thing.label, statements: 0, people: new Set<string>() }
    one.statements += 1
    if (actor?.agent !== undefined) one.people.add(actor.agent)
    known.set(thing.id, one)
  }
  return [...known]
    .map(([id, { name, statements, people }]) => ({ id, name, statements, people: people.size }))
    .sort((a, b) => b.statements - a.statements || (a.id < b.id ? -1 : 1))
}
