/** The answers of the lake and the counts of usage, as the views want them. Pure. */
import type { DayUsage } from '../../api/admin-api.ts'
import { type AnswerRow, numberIn } from '../../api/use-question.ts'
import { daysBetween } from '../../parts/chart-scale.ts'

export type DayFigures = { day: string; statements: number; refused: number }
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

export function usageByDay(items: readonly DayUsage[], { from, to }: { from: string; to: string }): DayFigures[] {
  const known = new Map(items.map((one) => [one.day, one]))
  return daysBetween(from, to).map((day) => {
    const used = known.get(day)
    return { day, statements: used?.statements ?? 0, refused: sum(Object.values(used?.refused ?? {})) }
  })
}

export function usageTotals(items: readonly DayUsage[]) {
  const last = items
    .map((one) => one.last ?? '')
    .sort()
    .at(-1)
  return {
    statements: sum(items.map((one) => one.statements)),
    refused: sum(items.map((one) => sum(Object.values(one.refused)))),
    dollars: sum(items.map((one) => one.dollars)),
    queries: sum(items.map((one) => one.queries ?? 0)),
    last: last === '' ? undefined : last,
  }
}

export type CourseFigures = {
  course: string
  name: string
  completed: number
  passes: number
  failures: number
  passRate: number | undefined
}

/** Months added up; the courses with the most failures first. */
export function courseFigures(rows: readonly AnswerRow[]): CourseFigures[] {
  const courses = new Map<string, CourseFigures>()
  for (const row of rows) {
    const course = row.course ?? ''
    const before = courses.get(course) ?? {
      course,
      name: '',
      completed: 0,
      passes: 0,
      failures: 0,
      passRate: undefined,
    }
    const passes = before.passes + (numberIn(row, 'passes') ?? 0)
    const failures = before.failures + (numberIn(row, 'failures') ?? 0)
    courses.set(course, {
      ...{ course, passes, failures },
      name: before.name === '' ? (row.course_name ?? '') : before.name,
      completed: before.completed + (numberIn(row, 'completed') ?? 0),
      passRate: passes + failures === 0 ? undefined : passes / (passes + failures),
    })
  }
  return [...courses.values()].sort(
    (a, b) =>
      b.failures - a.failures || b.passes - a.passes || b.completed - a.completed || (a.course < b.course ? -1 : 1),
  )
}

/** Of all courses together. */
export function monthFigures(
  rows: readonly AnswerRow[],
): { month: string; results: number; passRate: number | undefined }[] {
  const months = new Map<string, { passes: number; failures: number }>()
  for (const row of rows) {
    const month = row.month ?? ''
    const { passes, failures } = months.get(month) ?? { passes: 0, failures: 0 }
    months.set(month, {
      passes: passes + (numberIn(row, 'passes') ?? 0),
      failures: failures + (numberIn(row, 'failures') ?? 0),
    })
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { passes, failures }]) => ({
      month,
      results: passes + failures,
      passRate: passes + failures === 0 ? undefined : passes / (passes + failures),
    }))
}

/** All tenths from the least to the highest that is on the scale, those with no score too. */
export function tenths(rows: readonly AnswerRow[]): { from: number; scores: number; learners: number }[] {
  const known = new Map(
    rows.map((row) => [
      Math.round((numberIn(row, 'score_from') ?? 0) * 10),
      { scores: numberIn(row, 'scores') ?? 0, learners: numberIn(row, 'learners') ?? 0 },
    ]),
  )
  const least = Math.min(0, ...known.keys())
  return Array.from({ length: 10 - least }, (_, at) => {
    const tenth = least + at
    return { from: tenth / 10, ...(known.get(tenth) ?? { scores: 0, learners: 0 }) }
  })
}
