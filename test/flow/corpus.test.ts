/** Everything that real software wrote is accepted, comes back equal, number token for number token, and shows in SQL. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { senders } from '../../bench/senders.ts'
import { type Lrs, lrsOf, type Version } from '../support/lrs.ts'
import { type Runner, START_TIMEOUT, tenantOf } from '../support/runner.ts'
import { useHome } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const CORPUS = join(import.meta.dirname, '../../../shared/corpus')
const BATCH = 50
const GENERATED = 500
const SQL_WITHIN_MS = 10_000

const home = useHome()
let runner: Runner

beforeAll(async () => {
  runner = await home.launch()
}, START_TIMEOUT)

function corpus(): string[] {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.jsonl'))
  return files.flatMap((name) => readFileSync(join(CORPUS, name), 'utf8').trim().split('\n'))
}

function generated(): string[] {
  const source = senders(11)
  return Array.from({ length: GENERATED }, () => JSON.stringify(source.next().value.statement))
}

type Source = { title: string; isThere: boolean; read: () => string[] }
const SOURCES: Source[] = [
  {
    title: 'the corpus of real statements (skipped where ../shared/corpus is not)',
    isThere: existsSync(CORPUS),
    read: corpus,
  },
  { title: 'the generator of bench', isThere: true, read: generated },
]

// Nothing in either source is of one version only, so each goes to both tenants.
describe.each<Version>(['1.0.3', '2.0.0'])('xAPI %s', (version) => {
  for (const { title, isThere, read } of SOURCES) {
    const run = isThere ? it : it.skip
    run(
      `${title}: each statement is accepted (200), comes back equal and shows in SQL within 10 s`,
      async () => {
        const texts = read()
        const tenant = tenantOf(runner, version)
        const lrs = lrsOf(runner, tenant, version)
        const since = new Date(Date.now() - 1).toISOString()
        const ids = await send(lrs, texts)
        const sent = Date.now()
        expect(new Set(ids).size).toBe(texts.length)

        const stored = await readBack(lrs, since)
        const different = texts.filter((text, at) => written(text) !== written(stored.get(ids[at] ?? '') ?? '{}', text))
        expect(different).toEqual([])
        expect(stored.size).toBe(texts.length)

        const wanted = sums([...stored.values()])
        const rows = await within(
          SQL_WITHIN_MS - (Date.now() - sent),
          () => home.query(sqlOf(tenant.name, since)),
          ([row]) => (row as typeof wanted | undefined)?.statements === wanted.statements,
        )
        expect(rows).toEqual([wanted])
      },
      60_000,
    )
  }
})

/** @returns the id of each statement, in their order */
async function send(lrs: Lrs, texts: string[]): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < texts.length; at += BATCH) {
    const { status, text } = await lrs.post(`[${texts.slice(at, at + BATCH).join()}]`)
    expect([status, status === 200 ? '' : text]).toEqual([200, ''])
    ids.push(...JSON.parse(text))
  }
  return ids
}

/** The texts of all statements since then by their ids, as they stand in the answers. */
async function readBack(lrs: Lrs, since: string): Promise<Map<string, string>> {
  const stored = new Map<string, string>()
  for await (const { text } of lrs.pages({ since, limit: 500 })) {
    for (const statement of lossless(text).statements as { id: string }[])
      stored.set(statement.id, JSON.stringify(statement))
  }
  return stored
}

type Written = { [name: string]: unknown }

/** JSON in which each number became `{ "number": "1.10" }`: what a double would forget stays. */
function lossless(text: string): Written {
  const keep = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? { number: context?.source } : value
  return JSON.parse(text, keep)
}

/**
 * The text without what an LRS sets or may rewrite (Data 2.2): it sets `stored`, `authority`, `version`, `id` and
 * `timestamp` where they are absent, writes timestamps in UTC and single contextActivities as arrays.
 * @param original what was sent: properties that it lacks are left out
 */
function written(text: string, original?: string): string {
  const statement = original === undefined ? lossless(text) : JSON.parse(text)
  const reference = original === undefined ? statement : lossless(original)
  for (const name of ['id', 'version', 'timestamp']) if (!(name in reference)) delete statement[name]
  delete statement.stored
  delete statement.authority
  if (statement.timestamp) statement.timestamp = Date.parse(statement.timestamp)
  for (const holder of [statement, statement.object]) {
    const lists = holder?.context?.contextActivities ?? {}
    for (const name of Object.keys(lists)) lists[name] = [lists[name]].flat()
  }
  return JSON.stringify(statement)
}

/** One query: how many, and sums that are off when a value is lost, changed or doubled on the way. */
const sqlOf = (tenant: string, since: string) => `
  SELECT count(*) AS statements, count(DISTINCT statement_id) AS ids, count(DISTINCT actor_id) AS actors,
    count(registration) AS registrations, count(success) AS outcomes,
    round(sum(score_raw), 3) AS raw, round(sum(score_scaled), 3) AS scaled,
    sum(length(verb_id)) AS verbs, sum(length(object_id)) AS objects
  FROM statements
  WHERE tenant = '${tenant}' AND stored > timestamp '${since.replace('T', ' ').replace('Z', '')}'`

type Sent = {
  id: string
  actor: { mbox?: string; account?: { homePage: string; name: string } }
  verb: { id: string }
  object: { id: string }
  result?: { success?: boolean; score?: { [name in 'raw' | 'scaled']?: { number: string } } }
  context?: { registration?: string }
}

/** What the query must answer, reckoned from the statements themselves. */
function sums(texts: string[]) {
  const statements: Sent[] = texts.map((text) => JSON.parse(text))
  const many = <Value>(pick: (statement: Sent) => Value | undefined) =>
    statements.map(pick).filter((value) => value !== undefined)
  const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
  const score = (name: 'raw' | 'scaled') => {
    const numbers = many(({ result }) => result?.score?.[name]?.number).map(Number)
    return numbers.length === 0 ? null : Math.round(total(numbers) * 1_000) / 1_000
  }
  const actors = many(({ actor }) => actor.mbox ?? (actor.account && JSON.stringify(actor.account)))
  return {
    statements: statements.length,
    ids: new Set(many(({ id }) => id)).size,
    actors: new Set(actors).size,
    registrations: many(({ context }) => context?.registration).length,
    outcomes: many(({ result }) => result?.success).length,
    raw: score('raw'),
    scaled: score('scaled'),
    verbs: total(many(({ verb }) => verb.id.length)),
    objects: total(many(({ object }) => object.id?.length)),
  }
}
