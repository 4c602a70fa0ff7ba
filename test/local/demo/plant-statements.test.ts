/** The demo's plant: the same statements each time, valid, within their quarter, and with something to find in them. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { validateStatements } from '../../../lambdas/xapi/validate.ts'
import { plantStatements, quarterEnd } from '../../../local/demo/plant/plant-statements.ts'
import type { Statement } from '../../../local/demo/plant/statement.ts'

const END = Date.parse('2026-11-16T00:00:00Z')
const QUARTER_MS = 13 * 7 * 86_400_000
const statements = plantStatements(END)

const CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories'
const EXTENSION = 'https://w3id.org/xapi/cmi5/context/extensions'

const verbOf = ({ verb }: Statement) => String(verb.id).split('/').at(-1) ?? ''
const of = (...verbs: string[]) => statements.filter((statement) => verbs.includes(verbOf(statement)))
const inside = (statement: Statement, ...path: string[]) =>
  path.reduce<unknown>((value, name) => (value as { [name: string]: unknown } | undefined)?.[name], statement)
const distinct = (list: unknown[]) => new Set(list).size
const categoriesOf = (statement: Statement) =>
  ((inside(statement, 'context', 'contextActivities', 'category') ?? []) as { id: string }[]).map(({ id }) => id)
const sessionOf = (statement: Statement) => inside(statement, 'context', 'extensions', `${EXTENSION}/sessionid`)

describe('the statements of the plant', () => {
  it('are the same each time', () => {
    const hash = createHash('sha256')
      .update(JSON.stringify(plantStatements(END)))
      .digest('hex')
    expect(hash).toBe('31f7b2dfdcfefa93227b33fc1664a82a11eed7d36676821b6c1d7f02a0cb08ac')
  })

  it('are of the same people doing the same in another quarter', () => {
    const other = plantStatements(END + 7 * 86_400_000)
    expect(new Set(other.map(({ id }) => id))).toEqual(new Set(statements.map(({ id }) => id)))
  })

  it('are valid in 1.0.3', () => {
    expect(() => validateStatements({ values: statements }, '1.0.3')).not.toThrow()
  })

  it('have an id each, happen within the quarter and stand in order of time', () => {
    const times = statements.map(({ timestamp }) => Date.parse(timestamp))
    expect(distinct(statements.map(({ id }) => id))).toBe(statements.length)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(END - QUARTER_MS - 86_400_000)
    expect(Math.max(...times)).toBeLessThan(END)
    expect(times.every((time, at) => time >= (times[at - 1] ?? 0))).toBe(true)
  })

  it('are of 200 people at four sites, in 30 courses and procedures', () => {
    expect(distinct(statements.map((statement) => inside(statement, 'actor', 'account', 'name')))).toBe(200)
    expect(
      distinct(
        statements.map((statement) =>
          inside(statement, 'context', 'extensions', 'https://plant.example/extensions/site'),
        ),
      ),
    ).toBe(4)
    const courses = JSON.stringify(statements).matchAll(/"https:\/\/plant\.example\/courses\/([\w-]+)"/g)
    expect(distinct(Array.from(courses, ([, id]) => id))).toBe(30)
  })

  it('hold passes, failures, retakes, expiries, unfinished courses, and voids with a reason of statements that there are', () => {
    for (const verb of ['passed', 'failed', 'scored', 'performed', 'attempted', 'abandoned', 'satisfied'])
      expect({ verb, count: of(verb).length > 0 }).toEqual({ verb, count: true })
    expect(of('failed').length / of('passed', 'failed').length).toBeGreaterThan(0.1)
    expect(of('expired').length).toBeGreaterThan(20)
    expect(of('registered').length - of('satisfied').length).toBeGreaterThan(20)
    const ids = new Set(statements.map(({ id }) => id))
    const voids = of('voided')
    expect(voids.length).toBeGreaterThan(5)
    expect(voids.filter((statement) => !ids.has(String(inside(statement, 'object', 'id'))))).toEqual([])
    expect(
      voids.filter(
        (statement) => !inside(statement, 'context', 'extensions', 'https://plant.example/extensions/reason'),
      ),
    ).toEqual([])
  })

  it('have an observer, somebody else, on each step that was shown on the floor', () => {
    const steps = of('performed')
    const observed = steps.filter(({ actor, context }) => {
      const observer = (context?.instructor as typeof actor | undefined)?.account
      return observer !== undefined && JSON.stringify(observer) !== JSON.stringify(actor.account)
    })
    expect(steps.length).toBeGreaterThan(1_000)
    expect(observed.length).toBe(steps.length)
  })

  it('happen while people work: no lesson on a Sunday, and most hours of the day at each site', () => {
    const launched = of('launched').map(({ timestamp }) => new Date(timestamp))
    // Sunday everywhere: from Saturday evening in America no shift begins any more.
    expect(
      launched.filter((time) => time.getUTCDay() === 0 && time.getUTCHours() >= 16 && time.getUTCHours() < 18),
    ).toEqual([])
    expect(distinct(launched.map((time) => time.getUTCHours()))).toBe(24)
  })
})

describe('the sessions in the cmi5 player', () => {
  const sessions = [
    ...Map.groupBy(
      statements.filter((statement) => sessionOf(statement) !== undefined && verbOf(statement) !== 'satisfied'),
      sessionOf,
    ).values(),
  ]

  it('begin with launched and initialized, and end with terminated or abandoned', () => {
    const wrong = sessions.filter((session) => {
      const verbs = session.map(verbOf)
      const isEnded = ['terminated', 'abandoned'].includes(verbs.at(-1) ?? '')
      // The quarter may end before the LMS gives a session up.
      return verbs[0] !== 'launched' || verbs[1] !== 'initialized' || !(isEnded || verbs.length === 2)
    })
    expect(sessions.length).toBeGreaterThan(500)
    expect(wrong.map((session) => session.map(verbOf))).toEqual([])
  })

  it('name registration and publisher, and the categories of cmi5 where they are due', () => {
    const defined = sessions.flat().filter((statement) => verbOf(statement) !== 'answered')
    const answers = sessions.flat().filter((statement) => verbOf(statement) === 'answered')
    expect(defined.filter((statement) => !categoriesOf(statement).includes(`${CATEGORY}/cmi5`))).toEqual([])
    expect(answers.filter((statement) => categoriesOf(statement).length > 0)).toEqual([])
    const isDecided = ({ result }: Statement) => result?.success !== undefined || result?.completion !== undefined
    expect(
      defined.filter((statement) => categoriesOf(statement).includes(`${CATEGORY}/moveon`) !== isDecided(statement)),
    ).toEqual([])
    for (const statement of sessions.flat()) {
      expect(inside(statement, 'context', 'registration')).toEqual(expect.any(String))
      expect(JSON.stringify(inside(statement, 'context', 'contextActivities', 'grouping'))).toContain(
        'https://content.plant.example/',
      )
      expect(statement.timestamp).toMatch(/Z$/)
    }
  })

  it('pass each unit once in a registration, never fail it afterwards, and judge by the mastery score', () => {
    const judged = sessions.flat().filter((statement) => ['passed', 'failed'].includes(verbOf(statement)))
    const byUnit = Map.groupBy(judged, (statement) => `${statement.context?.registration} ${statement.object.id}`)
    const verbs = [...byUnit.values()].map((each) => each.map(verbOf).join(' '))
    expect(verbs.filter((text) => !/^(failed ?)*(passed)?$/.test(text))).toEqual([])
    const wrong = judged.filter((statement) => {
      const mastery = Number(inside(statement, 'context', 'extensions', `${EXTENSION}/masteryscore`))
      return Number(inside(statement, 'result', 'score', 'scaled')) >= mastery !== (verbOf(statement) === 'passed')
    })
    expect(wrong).toEqual([])
    const timed = sessions
      .flat()
      .filter((statement) => ['passed', 'failed', 'completed', 'terminated', 'abandoned'].includes(verbOf(statement)))
    expect(timed.filter(({ result }) => result?.duration === undefined)).toEqual([])
  })

  it('hold items from easy to hard, whose right answers fit the pattern and whose wrong ones do not', () => {
    const answers = of('answered')
    const isRight = ({ object, result }: Statement) =>
      (inside({ object } as Statement, 'object', 'definition', 'correctResponsesPattern') as string[])[0] ===
      result?.response
    expect(answers.filter((answer) => isRight(answer) !== answer.result?.success)).toEqual([])
    const items = [...Map.groupBy(answers, ({ object }) => object.id).values()]
    const facilities = items.map((each) => each.filter(isRight).length / each.length)
    expect(items).toHaveLength(40)
    expect(Math.min(...facilities)).toBeLessThan(0.3)
    expect(Math.max(...facilities)).toBeGreaterThan(0.9)
  })
})

describe('the end of the quarter', () => {
  it('is the Monday of the week, and the same on each day of it', () => {
    for (const day of ['2026-11-16T00:00:00Z', '2026-11-19T12:00:00Z', '2026-11-22T23:59:59Z'])
      expect(new Date(quarterEnd(Date.parse(day))).toISOString()).toBe('2026-11-16T00:00:00.000Z')
  })
})
