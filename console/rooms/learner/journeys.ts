/** What a person did, course by course: a registration, or an activity where none is told. Pure. */
import { type Summary, secondsOf } from '../../language/statement-summary.ts'

export type Outcome = 'failed' | 'passed' | 'completed'
export type Attempt = { outcome: Outcome; summary: Summary; score: number | undefined; at: number }

export type Journey = {
  /** The registration, or the activity's IRI. */
  key: string
  registration: string | undefined
  name: string
  /** The newest first. */
  summaries: Summary[]
  from: number
  to: number
  /** In the order of time. */
  attempts: Attempt[]
  /** What the last passed or failed result says, else whether it was completed. */
  outcome: Outcome | 'open'
  bestScore: number | undefined
  seconds: number | undefined
}

const VERBS = 'http://adlnet.gov/expapi/verbs/'
const SESSION_ENDS = new Set(['terminated', 'suspended', 'exited', 'abandoned'].map((name) => VERBS + name))
const ANSWERED = `${VERBS}answered`

const timeOf = ({ timestamp, stored }: Summary) => Date.parse(timestamp ?? stored ?? '') || 0

/** The verb says it, else the result. */
export function outcomeOf({ verb, result: { success, completion } }: Summary): Outcome | undefined {
  if (verb?.id === `${VERBS}passed`) return 'passed'
  if (verb?.id === `${VERBS}failed`) return 'failed'
  if (verb?.id === `${VERBS}completed`) return 'completed'
  if (success !== undefined) return success ? 'passed' : 'failed'
  return completion ? 'completed' : undefined
}

const scoreOf = ({ result: { score } }: Summary) =>
  score?.scaled ?? (score?.raw !== undefined && score.max ? score.raw / score.max : undefined)

/** Of all sessions that ended; where none did, of the verb that tells most. */
function secondsIn(summaries: readonly Summary[]): number | undefined {
  const sums = new Map<string, number>()
  for (const { verb, result } of summaries) {
    const seconds = result.duration === undefined ? undefined : secondsOf(result.duration)
    if (seconds === undefined || verb === undefined) continue
    const of = SESSION_ENDS.has(verb.id) ? 'sessions' : verb.id
    sums.set(of, (sums.get(of) ?? 0) + seconds)
  }
  return sums.get('sessions') ?? (sums.size === 0 ? undefined : Math.max(...sums.values()))
}

export function journeysOf(summaries: readonly Summary[]): Journey[] {
  const groups = new Map<string, Summary[]>()
  for (const one of summaries) {
    const key = one.registration ?? (one.thing.kind === 'activity' ? one.thing.id : '')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups].map(([key, group]) => journeyOf(key, group)).sort((a, b) => b.to - a.to)
}

function journeyOf(key: string, group: readonly Summary[]): Journey {
  const summaries = [...group].sort((a, b) => timeOf(b) - timeOf(a))
  // Answers and steps are told within a result, not beside it.
  const attempts = summaries
    .flatMap((summary): Attempt[] => {
      const outcome = outcomeOf(summary)
      const isResult =
        summary.verb !== undefined && ['passed', 'failed', 'completed'].some((one) => summary.verb?.id === VERBS + one)
      return outcome === undefined || !isResult
        ? []
        : [{ outcome, summary, score: scoreOf(summary), at: timeOf(summary) }]
    })
    .reverse()
  const scores = attempts.flatMap(({ score }) => score ?? [])
  const judged = attempts.filter(({ outcome }) => outcome !== 'completed').at(-1)
  return {
    key,
    registration: summaries[0]?.registration,
    name: nameOf(summaries),
    ...{ summaries, attempts },
    from: Math.min(...summaries.map(timeOf)),
    to: Math.max(...summaries.map(timeOf)),
    outcome: judged?.outcome ?? attempts.at(-1)?.outcome ?? 'open',
    bestScore: scores.length === 0 ? undefined : Math.max(...scores),
    seconds: secondsIn(summaries),
  }
}

/** Whoever enrolled somebody named the course; else what the last result is about; else the last thing that is no answer. */
function nameOf(summaries: readonly Summary[]): string {
  const first = (test: (one: Summary) => boolean) => summaries.find((one) => one.thing.kind === 'activity' && test(one))
  const of =
    first(({ verb }) => /\/(registered|satisfied|enrolled)$/.test(verb?.id ?? '')) ??
    first(
      (one) => outcomeOf(one) !== undefined && one.verb?.id !== ANSWERED && one.verb?.id.startsWith(VERBS) === true,
    ) ??
    first(({ verb }) => verb?.id !== ANSWERED) ??
    summaries[0]
  return of?.thing.kind === 'activity' ? of.thing.label : ''
}

export type Person = { agent: string; name: string; id: string; statements: number; last: string }

/** The people of some statements, in the order they come. */
export function peopleIn(summaries: readonly Summary[]): Person[] {
  const people = new Map<string, Person>()
  for (const { actor, timestamp, stored } of summaries) {
    if (actor?.agent === undefined) continue
    const { agent, label: name, id = '' } = actor
    const known = people.get(agent) ?? { agent, name, id, statements: 0, last: timestamp ?? stored ?? '' }
    people.set(agent, { ...known, statements: known.statements + 1 })
  }
  return [...people.values()]
}
