/** The answers to the named questions, computed from the statements themselves. */
import type { Told, World } from '../support/lake-worlds.ts'

type Cell = string | number | boolean | null
export type Cells = Cell[]
/** What a question needs of a statement, said without the lake's columns. */
type Fact = ReturnType<typeof factOf>

const ADL = 'http://adlnet.gov/expapi/verbs/'
const is = (statement: Told, ...verbs: string[]) => verbs.some((verb) => statement.verb.id === ADL + verb)
const HOUR = 3600
const SECONDS: { [duration: string]: number } = { PT90S: 90, PT1H: HOUR, P1D: 24 * HOUR }

function factOf({ statement: s, stored }: World[number]) {
  const { result = {}, context = {}, object } = s
  const { grouping = [], parent = [] } = context.contextActivities ?? {}
  const isQuestion = object.definition?.interactionType !== undefined
  const isActivity = object.objectType === undefined
  const groups = grouping.length > 0 ? grouping : parent.length > 0 ? parent : [object]
  return {
    id: s.id,
    stored,
    time: s.timestamp,
    order: `${s.timestamp} ${stored}`,
    verb: s.verb.id,
    word: s.verb.display?.en ?? null,
    isVoiding: is(s, 'voided'),
    isActivity,
    isQuestion,
    isCourse: isActivity && !isQuestion && s.actor.mbox !== undefined,
    isAnswer: isActivity && (isQuestion || is(s, 'answered')),
    actor: s.actor.mbox ?? null,
    actorName: s.actor.name ?? null,
    object: object.id,
    name: object.definition?.name?.en ?? null,
    wording: object.definition?.description?.en ?? object.definition?.name?.en ?? null,
    completed: result.completion ?? is(s, 'completed'),
    passed: is(s, 'passed') ? true : is(s, 'failed') ? false : (result.success ?? null),
    success: result.success ?? null,
    started: is(s, 'launched', 'initialized', 'attempted', 'resumed'),
    isSession: is(s, 'terminated', 'suspended', 'exited', 'abandoned'),
    response: result.response ?? null,
    seconds: SECONDS[result.duration ?? ''] ?? null,
    score: scoreOf(result.score),
    result: resultOf(s),
    scaled: result.score?.scaled ?? null,
    registration: context.registration ?? null,
    platform: context.platform ?? null,
    above: [...new Set([object, ...grouping, ...parent].map(({ id }) => id))],
    courses: [...new Set(groups.map(({ id }) => id))],
    test: parent[0]?.id ?? grouping[0]?.id ?? null,
    source: `${s.authority.account.homePage}|${s.authority.account.name}`,
    sourceName: s.authority.name ?? null,
  }
}

function scoreOf({ scaled, raw, min = 0, max }: NonNullable<Told['result']>['score'] = {}): number | null {
  if (scaled !== undefined) return scaled
  return raw === undefined || max === undefined || max === min ? null : (raw - min) / (max - min)
}

/** How much it says of a result: the verb, success, or completion and score. */
function resultOf(statement: Told): number {
  const { success, completion, score } = statement.result ?? {}
  if (is(statement, 'answered')) return 0
  if (is(statement, 'passed', 'failed')) return 3
  if (success !== undefined) return 2
  return (completion ?? is(statement, 'completed')) || scoreOf(score) !== null ? 1 : 0
}

/** What the view `statements` shows. */
export function factsOf(world: World): Fact[] {
  const facts = world.map(factOf)
  const targets = new Set(facts.filter(({ isVoiding }) => isVoiding).map(({ object }) => object))
  return facts.filter(({ id, isVoiding }) => isVoiding || !targets.has(id))
}

/** Groups by the cells of a key, each with its members. */
function groups<Each>(all: Each[], keyOf: (one: Each) => Cells): [Cells, Each[]][] {
  const byKey = Map.groupBy(all, (one) => JSON.stringify(keyOf(one)))
  return [...byKey].map(([key, members]) => [JSON.parse(key), members])
}
const most = (values: (string | null)[]) =>
  values
    .filter((value) => value !== null)
    .toSorted()
    .at(-1) ?? null
const least = (values: (string | null)[]) => values.filter((value) => value !== null).toSorted()[0] ?? null
const distinct = (values: Cell[]) => new Set(values.filter((value) => value !== null)).size
const count = <Each>(all: Each[], holds: (one: Each) => boolean | null) =>
  all.filter((one) => holds(one) === true).length
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: number[]) => (values.length === 0 ? null : sum(values) / values.length)
const inOrder = (facts: Fact[]) => facts.toSorted((a, b) => (a.order < b.order ? -1 : 1))
const tenth = (score: number) => Math.max(Math.min(Math.floor(score * 10), 9), -10) / 10
const scored = (facts: Fact[]) => facts.flatMap((fact) => (fact.score === null ? [] : [{ ...fact, score: fact.score }]))
const inCourses = (facts: Fact[]) => facts.flatMap((fact) => fact.courses.map((course) => ({ ...fact, course })))
const learners = (facts: { actor: string | null }[]) => distinct(facts.map(({ actor }) => actor))
const monday = (time: string) => {
  const day = new Date(`${time.slice(0, 10)}T00:00:00Z`)
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 24 * HOUR * 1000).toISOString().slice(0, 10)
}

const completions = (facts: Fact[]) =>
  groups(
    facts.filter(({ isCourse, completed, passed }) => isCourse && (completed || passed !== null)),
    ({ object, time }) => [object, time.slice(0, 7)],
  ).map(([[object, month], some]) => {
    const [passes, failures] = [count(some, ({ passed }) => passed), count(some, ({ passed }) => passed === false)]
    const names = most(some.map(({ name }) => name))
    const completed = learners(some.filter((one) => one.completed))
    return [
      object,
      names,
      month,
      completed,
      passes,
      failures,
      passes + failures === 0 ? null : passes / (passes + failures),
    ]
  })

const scoreDistribution = (facts: Fact[]) => {
  const all = scored(facts.filter(({ isCourse }) => isCourse))
  return groups(all, ({ score }) => [tenth(score)]).map(([[from], some]) => [
    ...[from, some.length, learners(some), some.length / all.length],
  ])
}

const scoreTrend = (facts: Fact[]) =>
  groups(scored(facts.filter(({ isCourse }) => isCourse)), ({ time }) => [time.slice(0, 7)]).map(([[month], some]) => {
    const scores = some.map(({ score }) => score).toSorted((a, b) => a - b)
    const middle = scores[Math.floor((scores.length - 1) / 2)] ?? null
    return [month, scores.length, mean(scores), middle, scores[0] ?? null, scores.at(-1) ?? null]
  })

const attemptsUntilPass = (facts: Fact[]) => {
  const results = inOrder(facts.filter(({ isCourse, passed }) => isCourse && passed !== null))
  const firsts = groups(results, ({ object, actor }) => [object, actor]).map(([[object], some]) => {
    const place = some.findIndex(({ passed }) => passed)
    return { object: object ?? null, attempts: place < 0 ? null : place + 1, name: most(some.map(({ name }) => name)) }
  })
  return groups(firsts, ({ object, attempts }) => [object, attempts]).map(([[object, attempts], some]) => [
    ...[object, attempts, some.length, most(some.map(({ name }) => name))],
  ])
}

const timeSpent = (facts: Fact[]) => {
  const timed = inCourses(facts.filter(({ isCourse, seconds }) => isCourse && seconds !== null))
  const total = (some: Fact[]) => sum(some.map(({ seconds }) => seconds ?? 0))
  return groups(timed, ({ course }) => [course]).map(([[course], some]) => {
    const spent = groups(some, ({ actor, object, registration }) => [actor, object, registration]).map(([, own]) => {
      const sessions = own.filter(({ isSession }) => isSession)
      if (sessions.length > 0) return total(sessions)
      return Math.max(...groups(own, ({ verb }) => [verb]).map(([, repeated]) => total(repeated)))
    })
    return [course, learners(some), sum(spent) / HOUR, sum(spent) / HOUR / learners(some)]
  })
}

const activeLearners = (facts: Fact[]) =>
  groups(
    facts.filter(({ isVoiding, actor }) => !isVoiding && actor !== null),
    ({ time }) => [monday(time)],
  ).map(([[week], some]) => [week, learners(some), some.length])

const failedQuestions = (facts: Fact[]) => {
  const answers = facts.filter(({ isAnswer, success }) => isAnswer && success !== null)
  return groups(answers, ({ object }) => [object]).flatMap(([[object], some]) => {
    const wrong = some.filter(({ success }) => success === false)
    const words = most(some.map(({ wording }) => wording))
    return groups(wrong, ({ response }) => [response]).map(([[response], same]) => [
      ...[object, words, some.length, wrong.length, wrong.length / some.length, response, same.length],
    ])
  })
}

const neverFinished = (facts: Fact[]) =>
  groups(
    facts.filter(({ isCourse }) => isCourse),
    ({ object, actor }) => [object, actor],
  ).flatMap(([[object, actor], some]) => {
    const starts = some.filter(({ started }) => started)
    if (starts.length === 0 || some.some(({ completed, passed }) => completed || passed)) return []
    const names = [most(some.map(({ name }) => name)), actor, most(some.map(({ actorName }) => actorName))]
    return [
      [object, ...names, least(starts.map(({ time }) => time)), most(some.map(({ time }) => time)), starts.length],
    ]
  })

const funnel = (facts: Fact[]) =>
  groups(
    facts.filter(({ isCourse }) => isCourse).flatMap((fact) => fact.above.map((course) => ({ ...fact, course }))),
    ({ course }) => [course],
  ).flatMap(([[course], some]) =>
    groups(
      some.filter(({ object }) => object !== course),
      ({ object }) => [object],
    ).map(([[part], own]) => [
      ...[course, part, most(own.map(({ name }) => name)), learners(own)],
      learners(own.filter(({ completed }) => completed)),
      learners(own.filter(({ passed }) => passed)),
      learners(own) / learners(some),
    ]),
  )

const sources = (facts: Fact[]) =>
  groups(
    facts.filter(({ isVoiding }) => !isVoiding),
    ({ source, platform }) => [source, platform],
  ).map(([[source, platform], some]) => {
    const times = some.map(({ stored }) => stored)
    const name = most(some.map(({ sourceName }) => sourceName))
    return [source, name, platform, some.length, learners(some), least(times), most(times)]
  })

const verbs = (facts: Fact[]) =>
  groups(facts, ({ verb, source }) => [verb, source]).map(([[verb, source], some]) => [
    ...[verb, most(some.map(({ word }) => word)), source, some.length, learners(some)],
    distinct(some.map(({ object }) => object)),
  ])

const evidence = (facts: Fact[]) =>
  groups(inCourses(facts.filter(({ isCourse }) => isCourse)), ({ actor, course }) => [actor, course]).map(
    ([[actor, course], some]) => {
      const [first, latest] = [inOrder(some)[0], inOrder(some).at(-1)]
      if (!first || !latest) throw new Error('a group has a member')
      const { time, id, verb, completed, passed, score } = latest
      const names = most(some.map(({ actorName }) => actorName))
      const ends = [some.length, first.time, first.id, time, id, verb, completed, passed, score]
      const strongest = Math.max(...some.map((one) => one.result))
      const result = inOrder(some.filter((one) => one.result > 0 && one.result === strongest)).at(-1)
      const told = result && [result.time, result.id, result.completed, result.passed, result.score]
      return [actor, names, course, ...ends, ...(told ?? [null, null, null, null, null])]
    },
  )

const scoreByOutcome = (facts: Fact[]) =>
  groups(scored(facts.filter(({ isCourse }) => isCourse)), ({ verb, completed, passed, score }) => [
    ...[verb, completed, passed, tenth(score)],
  ]).map(([key, some]) => [...key, some.length, learners(some), mean(some.map(({ score }) => score))])

const retention = (facts: Fact[]) => {
  const active = facts.filter(({ isVoiding, actor }) => !isVoiding && actor !== null)
  const weeks = groups(active, ({ actor }) => [actor]).map(([, some]) =>
    [...new Set(some.map(({ time }) => monday(time)))].toSorted(),
  )
  return groups(weeks, ([cohort = null]) => [cohort]).flatMap(([[cohort], some]) =>
    groups(some.flat(), (week) => [week]).map(([[week], same]) => {
      const later = (Date.parse(String(week)) - Date.parse(String(cohort))) / (7 * 24 * HOUR * 1000)
      return [cohort, later, some.length, same.length, same.length / some.length]
    }),
  )
}

const items = (facts: Fact[]) => {
  const answers = inOrder(
    facts.filter(({ isAnswer, success, actor }) => isAnswer && success !== null && actor !== null),
  )
  const firsts = groups(answers, ({ test, object, actor }) => [test, object, actor]).flatMap(([, some]) =>
    some.slice(0, 1),
  )
  const right = (some: Fact[]) => count(some, ({ success }) => success)
  return groups(firsts, ({ test, object }) => [test, object]).map(([[test = null, object = null], some]) => {
    const pairs = some.flatMap(({ actor, success }) => {
      const rest = firsts.filter((one) => one.test === test && one.actor === actor && one.object !== object)
      return rest.length === 0 ? [] : [[success ? 1 : 0, right(rest) / rest.length] as const]
    })
    const wording = most(some.map((one) => one.wording))
    return [test, object, wording, some.length, right(some) / some.length, correlation(pairs)]
  })
}

const people = (facts: Fact[]) =>
  groups(
    facts.filter(({ actor, isVoiding }) => actor !== null && !isVoiding),
    ({ actor }) => [actor],
  ).map(([[actor], some]) => [
    ...[actor, most(some.map(({ actorName }) => actorName)), some.length, most(some.map(({ time }) => time))],
  ])

const activities = (facts: Fact[]) =>
  groups(
    facts.filter(({ isActivity, isQuestion }) => isActivity && !isQuestion),
    ({ object }) => [object],
  ).map(([[object], some]) => [
    ...[
      object,
      most(some.map(({ name }) => name)),
      null,
      some.length,
      learners(some),
      most(some.map((one) => one.time)),
    ],
  ])

/** Pearson's, which the point-biserial correlation is where one of the two is 0 or 1. */
function correlation(pairs: (readonly [number, number])[]): number | null {
  const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
  const [x0, y0] = [mean(xs) ?? 0, mean(ys) ?? 0]
  const spread = (values: number[], middle: number) => Math.sqrt(sum(values.map((value) => (value - middle) ** 2)))
  const scale = spread(xs, x0) * spread(ys, y0)
  return scale < 1e-9 ? null : sum(pairs.map(([x, y]) => (x - x0) * (y - y0))) / scale
}

export const ORACLES: { [question: string]: (facts: Fact[]) => (Cell | undefined)[][] } = {
  completions,
  'score-distribution': scoreDistribution,
  'score-trend': scoreTrend,
  'attempts-until-pass': attemptsUntilPass,
  'time-spent': timeSpent,
  'active-learners': activeLearners,
  'failed-questions': failedQuestions,
  'never-finished': neverFinished,
  funnel,
  sources,
  verbs,
  evidence,
  'score-by-outcome': scoreByOutcome,
  retention,
  items,
  people,
  activities,
}
