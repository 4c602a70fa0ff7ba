/** The lake's named questions by the admin API, on the runner's Athena. */
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { rowsToParquet } from '../../../lambdas/lake/parquet.ts'
import { QUESTIONS } from '../../../lambdas/lake/questions/questions.ts'
import { statementToRow } from '../../../lambdas/lake/row.ts'
import { type AdminAnswer, type AdminRequest, read, THROUGH, useAdminApi } from '../../support/admin-api.ts'
import { lakeTemplate } from '../../support/lake-template.ts'
import { useAthena } from '../../support/local-athena.ts'
import { useLakeBuckets } from '../../support/s3-emulator.ts'
import { within } from '../../support/waiting.ts'

const s3 = useLakeBuckets()
const athena = useAthena(() => s3.address.endpoint, lakeTemplate)
const api = useAdminApi(() => athena.client)
const analyst = { roles: ['acme:analyst'] }
const call = (method: string, path: string, request: AdminRequest = {}) =>
  api.call(method, `/tenants/acme/queries${path}`, { ...analyst, ...request })

beforeAll(async () => {
  for (const id of ['acme', 'beta']) {
    await api.done('POST', '/tenants', { id })
    const Key = `lake/tenant=${id}/dt=2026-11-21/a.parquet`
    const Body = lakeFileOf(id === 'acme' ? 3 : 7)
    await s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }))
  }
})

/** Statements with a verb of their own each. */
function lakeFileOf(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, n) => {
    const verb = { id: `http://x.org/verb-${n}` }
    const statement = { id: `${n}`, actor: { mbox: 'mailto:a@x.org' }, verb, object: { id: 'http://x.org/it' } }
    return statementToRow(JSON.stringify(statement), `019ce1a2b3c40000aaaaaaaa${String(n).padStart(4, '0')}`)
  })
  return rowsToParquet(rows)
}

const runOf = ({ headers }: AdminAnswer) => (headers.Location ?? '').slice('/admin/v1/tenants/acme/queries'.length)

const finished = (path: string): Promise<AdminAnswer> =>
  within(
    20_000,
    () => call('GET', path),
    (answer) => ['succeeded', 'failed'].includes(read(answer).state),
  )

describe('the questions', () => {
  it('are listed with their parameters, but the tenant, and their columns', async () => {
    const { items } = read(await call('GET', ''))
    expect(items.map(({ name }: { name: string }) => name)).toEqual(QUESTIONS.map(({ name }) => name))
    const [{ parameters }] = items
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(['from', 'to', 'course'])
  })

  it('are listed with their SQL, what each of its places stands for, and the columns of what it reads', async () => {
    const { items, views } = read(await call('GET', ''))
    for (const { name, sql, places, parameters, reads } of items) {
      expect([name, sql.split('?').length - 1]).toEqual([name, places.length])
      expect([...places].sort()).toEqual(['tenant', ...parameters.map((one: { name: string }) => one.name)].sort())
      expect(reads.length).toBeGreaterThan(0)
    }
    const [until] = items.filter(({ name }: { name: string }) => name === 'attempts-until-pass')
    expect(until.reads).toEqual(['statements'])
    const [statements] = views.filter(({ name }: { name: string }) => name === 'statements')
    const meaning = 'id of the statement, a UUID in lower case'
    expect(statements.columns).toContainEqual({ name: 'statement_id', type: 'varchar', meaning })
  })

  it('are answered of their own tenant alone, with what they read and how fresh they are', async () => {
    const started = await call('POST', '/verbs', { body: { parameters: { from: '2026-11-01' } } })
    expect(started.status).toBe(202)
    expect(read(started)).toMatchObject({ query: 'verbs', state: 'queued', through: THROUGH.toISOString() })
    const answer = read(await finished(runOf(started)))
    expect(answer).toMatchObject({ state: 'succeeded', isReused: false, through: THROUGH.toISOString() })
    expect(answer.scannedBytes).toBeGreaterThan(0)
    expect(answer.items.map(([verb]: string[]) => verb)).toEqual([0, 1, 2].map((n) => `http://x.org/verb-${n}`))
  })

  it('belong to the tenant that asked them, and to their name', async () => {
    const run = runOf(await call('POST', '/verbs', { body: {} }))
    await finished(run)
    expect((await api.call('GET', `/tenants/beta/queries${run}`, { roles: ['beta:admin'] })).status).toBe(404)
    expect((await call('GET', run.replace('/verbs/', '/items/'))).status).toBe(404)
    expect((await call('GET', '/verbs/runs/none')).status).toBe(404)
  })

  it.each([
    ['/nothing', {}, 404],
    ['/verbs', { parameters: { tenant: 'beta' } }, 400],
    ['/verbs', { parameters: { from: '2026-02-30' } }, 400],
    ['/verbs', { parameters: { from: 5 } }, 400],
    ['/verbs', { reuseMinutes: 0 }, 400],
    ['/verbs', { sql: 'SELECT 1' }, 400],
  ])('%s with %j is %i', async (path, body, status) => {
    expect((await call('POST', path, { body })).status).toBe(status)
  })

  it('are started once by the same Idempotency-Key', async () => {
    const request = { body: {}, headers: { 'idempotency-key': 'once' } }
    const [first, second] = [await call('POST', '/verbs', request), await call('POST', '/verbs', request)]
    expect(second.text).toBe(first.text)
  })
})

describe('the rows of an answer', () => {
  it('come in pages, each row once, by cursors of this run alone', async () => {
    const rows: string[] = []
    const started = await call('POST', '/verbs', { body: {} })
    const run = runOf(started)
    const all = read(await finished(run)).items
    for (let next: string | undefined, pages = 0; pages < 20; pages++) {
      const page = read(await call('GET', run, { query: `limit=1${next === undefined ? '' : `&cursor=${next}`}` }))
      rows.push(...page.items)
      next = page.next
      if (next === undefined) break
      expect((await call('GET', run, { query: `cursor=${next.slice(1)}` })).status).toBe(400)
    }
    expect(rows).toEqual(all)
    expect(rows).toHaveLength(3)
  })
})
