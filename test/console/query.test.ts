/** The named questions: chosen, asked with typed parameters, answered as chart and table, and taken elsewhere. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { filledSql } from '../../console/parts/filled-sql.ts'
import { drawingOf, measuresOf } from '../../console/rooms/query/drawing.ts'
import { givenOf, typedOf } from '../../console/rooms/query/given.ts'
import { basic, tenantOf } from '../support/runner.ts'
import { describeConsole, expectAccessible, expectReflow, signIn } from './bed.ts'

const course = `https://courses.example.com/${randomUUID()}`

await describeConsole('the questions', (bed) => {
  beforeAll(async () => {
    const statements = Array.from({ length: 6 }, (_, at) => ({
      id: randomUUID(),
      actor: { mbox: `mailto:learner-${at}@example.org` },
      verb: { id: 'http://adlnet.gov/expapi/verbs/passed' },
      object: { id: course, definition: { name: { en: '=Ladders, "safely"' } } },
      result: { score: { scaled: 0.5 + at / 20 }, success: true, completion: true },
    }))
    const { status } = await fetch(`${bed.running.endpoint}/statements`, {
      method: 'POST',
      headers: {
        Authorization: basic(tenantOf(bed.running, '1.0.3')),
        'Content-Type': 'application/json',
        'X-Experience-API-Version': '1.0.3',
      },
      body: JSON.stringify(statements),
    })
    expect(status).toBe(200)
  }, 60_000)

  const room = (search = '') => `/t/demo/query${search}`
  const about = (question: string, more = '') =>
    room(`?question=${question}&given=${encodeURIComponent(`course=${course}`)}${more}`)
  const answer = (page: Page) => page.getByRole('region', { name: 'Answer' }).first()
  /** What was stored is in the lake some seconds later. */
  const untilAnswered = async (page: Page) => {
    const rows = answer(page)
      .getByRole('status')
      .filter({ hasText: /^[1-9][\d,]* rows/ })
    for (let tries = 0; tries < 30 && !(await rows.isVisible()); tries++) {
      if (await answer(page).getByRole('heading', { name: 'No row fits' }).isVisible())
        await answer(page).getByRole('button', { name: 'Ask anew' }).click()
      await page.waitForTimeout(1_500)
    }
    await rows.waitFor()
  }

  it('lists the questions with their meanings, and asks none by itself', async () => {
    const { page, troubles } = await bed.enter('analyst', room())
    const asked: string[] = []
    page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()))
    await page.getByRole('heading', { name: 'Choose a question' }).waitFor()
    const link = page.getByRole('link', { name: /score-distribution.*How many scores lie in each tenth/ })
    await link.click()
    await page.waitForURL((url) => url.searchParams.get('question') === 'score-distribution')
    await page.getByRole('heading', { name: 'How many scores lie in each tenth of the scale' }).waitFor()
    expect(asked.filter((url) => /queries/.test(url))).toEqual([])
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('shows the columns with units and meanings, and the least cost before', async () => {
    const { page } = await bed.enter('analyst', room('?question=score-distribution'))
    const row = page.getByRole('region', { name: 'Columns' }).getByRole('row').filter({ hasText: 'share' })
    await row.getByText('of all scores, from 0 to 1').waitFor()
    await page.getByText(/at least 10 MB: US?\$0\.0000477/).waitFor()
  }, 60_000)

  it('shows the SQL with what stands in its places, beside the columns of what it reads', async () => {
    const { page, troubles } = await bed.enter('analyst', about('completions'))
    const sql = page.getByRole('region', { name: 'SQL and what it reads' })
    await sql.getByRole('region', { name: 'SQL', exact: true }).getByText('count(DISTINCT').waitFor()
    await sql.getByRole('row').filter({ hasText: course }).getByText('course', { exact: true }).waitFor()
    await sql
      .getByRole('region', { name: 'Columns of statements' })
      .first()
      .getByText('verb_id', { exact: true })
      .waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await sql.getByRole('button', { name: 'Copy with values' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`tenant = 'demo' AND dt >= '2026-01-01' AND dt <= '9999-12-31'`)
    expect(copied).toContain(`'${course}' IN ('', object_id)`)
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 60_000)

  it('says what is wrong with a parameter before anything is paid', async () => {
    const { page } = await bed.enter('analyst', room('?question=failed-questions'))
    await page.getByLabel('top').fill('many')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('Write a whole number.').waitFor()
    expect(new URL(page.url()).searchParams.has('asked')).toBe(false)
    expect(await page.getByLabel('top').getAttribute('aria-invalid')).toBe('true')
  }, 60_000)

  it('asks with what somebody typed, in the address, and says what it read and cost', async () => {
    const { page, troubles } = await bed.enter('analyst', room('?question=score-distribution'))
    await page.getByLabel('course').fill(course)
    expect(await page.getByLabel('to', { exact: true }).inputValue()).toBe('')
    await page.getByText('last day of storing. Empty: until today').waitFor()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.waitForURL((url) => url.searchParams.get('given') === `course=${course}`)
    await untilAnswered(page)
    await answer(page)
      .getByText(/It read .*: US?\$|An answer of .*: free/)
      .waitFor()
    await answer(page)
      .getByRole('img', { name: /How many scores lie.*: scores/ })
      .waitFor()
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 120_000)

  it('draws another column, or shows the rows as a table, by the address', async () => {
    const { page } = await bed.enter('analyst', about('score-distribution', '&asked=true'))
    await untilAnswered(page)
    await answer(page).getByLabel('Column').selectOption('share')
    await page.waitForURL((url) => url.searchParams.get('measure') === 'share')
    await answer(page)
      .getByRole('img', { name: /: share$/ })
      .waitFor()
    await answer(page).getByLabel('Shown as').selectOption('table')
    await page.waitForURL((url) => url.searchParams.get('as') === 'table')
    const head = answer(page).getByRole('columnheader', { name: 'scores statements' })
    await head.waitFor()
    expect(await answer(page).getByRole('row').count()).toBeGreaterThan(3)
    await expectAccessible(page)
  }, 120_000)

  it('gives the rows as CSV, in which no cell is a formula', async () => {
    const { page } = await bed.enter('analyst', about('completions', '&asked=true'))
    await untilAnswered(page)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      answer(page).getByRole('button', { name: 'Download as CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('demo-completions.csv')
    const text = readFileSync(await file.path(), 'utf8')
    expect(text.split('\r\n')[0]).toMatch(/^course,/)
    expect(text).toContain(`"${course}","'=Ladders, ""safely"""`)
  }, 120_000)

  it('tells the command that prints the same', async () => {
    const { page } = await bed.enter('analyst', about('score-distribution'))
    await page.getByText(`npm run cairn -- query score-distribution --tenant demo`).waitFor()
    await page.getByText(`--course ${course}`).waitFor()
  }, 60_000)

  it('says what there is not: a question of another release', async () => {
    const { page } = await bed.enter('analyst', room('?question=nothing-of-it'))
    await page.getByRole('heading', { name: 'There is no such question' }).waitFor()
  }, 60_000)

  it('is asked by keys alone, in German', async () => {
    const { page } = await bed.stranger(about('score-distribution'), { locale: 'de-DE' })
    await signIn(page, 'analyst')
    await page.getByLabel('course').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('asked') === 'true')
    await page
      .getByRole('region', { name: 'Antwort' })
      .first()
      .getByText(/Gelesen|kostenlos/)
      .waitFor()
    await page.context().close()
  }, 120_000)
})

it('fills values into SQL as literals, each in its place', () => {
  expect(filledSql('a = ? AND ? IN (b) LIMIT ?', ["O'Hara ?", '', 5])).toBe("a = 'O''Hara ?' AND '' IN (b) LIMIT 5")
})

const text = fc.string({ unit: 'grapheme' })

it('keeps each parameter through the address', () => {
  const parameters = ['from', 'to', 'course'].map((name) => ({
    ...({ name, type: 'text', meaning: '', required: false, default: 'x' } as const),
  }))
  const question = { name: 'q', meaning: '', parameters, columns: [], sql: '', places: [], reads: [] }
  fc.assert(
    fc.property(fc.record({ from: text, to: text, course: text }), (typed) => {
      expect(typedOf(givenOf(typed, question), question)).toEqual(typed)
    }),
  )
})

it('draws any rows of any columns, and says how many it left out', () => {
  const units = fc.constantFrom('IRI', 'text', 'month', 'time', 'statements', 'share', 'score', 'actor_id')
  const columns = fc
    .uniqueArray(fc.record({ name: fc.string({ minLength: 1 }), unit: units, meaning: fc.constant('') }), {
      ...{ selector: ({ name }) => name, minLength: 1, maxLength: 5 },
    })
    .filter((all) => measuresOf(all).length > 0)
  const cell = fc.option(fc.oneof(fc.double().map(String), fc.string()))
  fc.assert(
    fc.property(columns, fc.array(fc.array(cell, { minLength: 5, maxLength: 5 })), (all, cells) => {
      const rows = cells.map((row) => Object.fromEntries(all.map(({ name }, at) => [name, row[at] ?? null])))
      const [measure] = measuresOf(all)
      if (measure === undefined) return
      const { series, places, leftOut } = drawingOf(all, rows, measure)
      expect(leftOut).toBeGreaterThanOrEqual(0)
      expect(places.length).toBeLessThanOrEqual(rows.length)
      for (const { values } of places) {
        expect(values).toHaveLength(series.length)
        const isMeasured = /^(share|score)$/.test(measure.unit)
        for (const value of values) expect(Number.isFinite(value) || (isMeasured && value === undefined)).toBe(true)
      }
    }),
  )
})

it('counts nought at a time without a row, and measures nothing there', () => {
  const column = (name: string, unit: string) => ({ name, unit, meaning: '' })
  const columns = [column('month', 'month'), column('course', 'IRI'), column('n', 'learners'), column('mean', 'score')]
  const row = (month: string, course: string) => ({ month, course, n: '2', mean: '0.5' })
  const rows = [row('2026-01', 'a'), row('2026-02', 'b'), row('2026-03', 'a')]
  const valuesOf = (measure: (typeof columns)[number]) =>
    drawingOf(columns, rows, measure).places.map(({ values }) => values[0])
  expect(valuesOf(column('n', 'learners'))).toEqual([2, 0, 2])
  expect(valuesOf(column('mean', 'score'))).toEqual([0.5, undefined, 0.5])
})
