/** The counts of a case before anybody approves it, on a tenant with years of statements: in one go or step by step. */

import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Case, CaseAsk } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { countCase } from '../../lambdas/cases/counting.ts'
import type { KeepingRules } from '../../lambdas/cases/judgement.ts'
import type { Preview } from '../../lambdas/cases/preview.ts'
import { createStoredDocuments } from '../../lambdas/cases/stored-documents.ts'
import { createStoredTexts } from '../../lambdas/cases/stored-texts.ts'
import { createDocumentStore } from '../../lambdas/documents/document-store.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { LISTS, listOf } from '../../lambdas/statements/index/lists.ts'
import { raiseShards } from '../../lambdas/statements/index/shards.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { DocumentContext } from '../../lambdas/xapi/document-query.ts'
import type { DocumentResource } from '../../lambdas/xapi/precondition.ts'
import { ACTIVITIES, ada, deed, erasureOf, holdOf, LEAVER, retentionBy, rule } from '../support/cases.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { BOB, statementOf } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const tenant = newTenant()
const [training = '', course = ''] = ACTIVITIES
const law = rule('training', {
  ...{ meets: { activity: training }, period: 'P6Y', from: 'timestamp' },
  mandatory: { regulation: '21 CFR 211.25' },
})
const courses = rule('courses', { meets: { activity: course }, period: 'P2Y' })
const YEARS = [2019, 2020, 2021, 2022, 2025]

/** In each May the leaver and Bob did the training and the course. */
beforeAll(async () => {
  for (const year of YEARS) {
    const clock = stillClock(Date.parse(`${year}-05-04T10:00:00.000Z`))
    const store = openStore(engine, buckets, { clock })
    for (const actor of [LEAVER, BOB]) {
      const statements = ACTIVITIES.map((id) => statementOf(randomUUID(), { actor, object: { id } }))
      await send(store, tenant, statements)
    }
  }
}, 60_000)

const storedTexts = () =>
  createStoredTexts({ tables: engine.tables, batches: createBatches(engine.tables, buckets.objects) })

async function prepared(asks: CaseAsk, of: TenantId = tenant): Promise<Case> {
  return createCaseStore(engine.tables).prepare(of, asks, deed(ada))
}

const count = (one: Case, keeping: KeepingRules, mayGoOn = () => true): Promise<Preview> =>
  countCase({ texts: storedTexts(), mayGoOn }, tenant, one, keeping)

describe('a run of retention', () => {
  it('is counted by rule and month, and by what keeps statements all the same', async () => {
    const rules = [law, courses]
    const holds = [holdOf({ person: { agents: [BOB] }, activity: course })]
    const preview = await count(await prepared(retentionBy(rules)), { rules, holds })
    expect(preview).toMatchObject({ isComplete: true, statements: 20, affected: 6 })
    expect(preview.months).toEqual([
      { month: '2019-05', rule: 'courses', count: 1 },
      { month: '2019-05', rule: 'training', count: 2 },
      { month: '2020-05', rule: 'courses', count: 1 },
      { month: '2021-05', rule: 'courses', count: 1 },
      { month: '2022-05', rule: 'courses', count: 1 },
    ])
    expect(preview.kept).toEqual([{ by: 'hold', id: 'hold-1', why: 'asked for', count: 4 }])
    expect(preview.examples).toHaveLength(6)
    expect(Object.keys(preview.examples[0] ?? {}).sort()).toEqual(['id', 'stored', 'verb'])
  })

  it('takes nothing where no rule meets anything', async () => {
    const rules = [rule('none', { meets: { verb: 'https://v.example/none' } })]
    const preview = await count(await prepared(retentionBy(rules)), { rules, holds: [] })
    expect(preview).toMatchObject({ isComplete: true, statements: 20, affected: 0, months: [], kept: [], examples: [] })
  })
})

describe('an erasure', () => {
  it('says what the law keeps, by which rule and until when', async () => {
    const preview = await count(await prepared(erasureOf(LEAVER)), { rules: [law, courses], holds: [] })
    expect(preview).toMatchObject({ isComplete: true, affected: 6 })
    expect(preview.kept).toEqual([
      { by: 'rule', id: 'training', why: '21 CFR 211.25', count: 4, first: '2026-05-04', last: '2031-05-04' },
    ])
    expect(JSON.stringify(preview)).not.toContain('leaver')
  })
})

describe('step by step', () => {
  it('the counts are lower bounds until the last step, and then the same as in one go', async () => {
    const keeping = { rules: [law, courses], holds: [] }
    await raiseShards(engine.tables, { now: () => Date.parse('2020-12-01') }, tenant, {
      ...{ list: listOf(LISTS.all), name: 'all', shards: 4 },
    })
    const one = await prepared(retentionBy(keeping.rules))
    const whole = await count(one, keeping)
    let known = one
    let steps = 0
    for (; !known.preview.isComplete; steps++) {
      const preview = await count(known, keeping, () => false)
      expect(preview.affected).toBeLessThanOrEqual(whole.affected)
      known = { ...known, preview }
    }
    expect(steps).toBeGreaterThan(1)
    expect(known.preview).toEqual(whole)
  })

  it('begin anew when rules or holds have changed, and end when they have not', async () => {
    const rules = [law, courses]
    const one = await prepared(retentionBy(rules))
    const before = await count(one, { rules, holds: [] })
    const holds = [holdOf({ activity: course })]
    const after = await count({ ...one, preview: before }, { rules, holds })
    expect(after).toMatchObject({ statements: before.statements, isComplete: true })
    expect(after.affected).toBeLessThan(before.affected)
    expect(await count({ ...one, preview: after }, { rules, holds }, () => false)).toBe(after)
  })
})

it('documents of a person are counted with an erasure, in one go or step by step, and no others', async () => {
  const [of, documents] = [newTenant(), createDocumentStore({ ...engine, ...buckets, clock: stillClock() })]
  const put = (resource: DocumentResource, context: DocumentContext, id: string) =>
    documents.put(of, { resource, context, id }, { document: { contentType: 'text/plain', bytes: Buffer.from('a') } })
  const agent = `mbox ${LEAVER.mbox}`
  for (let n = 0; n < 6; n++)
    await put('activities/state', { activityId: `https://a.example/${n}`, agent, registration: randomUUID() }, 'a')
  // People write their address as they like.
  await put('activities/state', { activityId: training, agent: agent.toUpperCase().replace('MBOX', 'mbox') }, 'a')
  for (const id of ['a', 'b']) await put('agents/profile', { agent }, id)
  await put('agents/profile', { agent: 'mbox mailto:bob@example.org' }, 'a')
  await put('activities/profile', { activityId: training }, LEAVER.mbox)
  const [one, keeping] = [await prepared(erasureOf(LEAVER), of), { rules: [], holds: [] }]
  const step = (known: Case, mayGoOn = () => true) =>
    countCase({ texts: storedTexts(), documents: createStoredDocuments(engine.tables), mayGoOn }, of, known, keeping)
  expect(await step(one)).toMatchObject({ isComplete: true, statements: 0, documents: 9 })
  let [preview, steps] = [one.preview, 0]
  for (; !preview.isComplete; steps++) preview = await step({ ...one, preview }, () => false)
  expect(preview).toEqual(await step(one))
  expect(steps).toBeGreaterThan(5)
  expect(await step({ ...one, preview })).toBe(preview)
  expect(await step(await prepared(retentionBy([courses]), of))).not.toHaveProperty('documents')
})

it('what is lost is counted as such, and stops nothing', async () => {
  const [lost, keeping] = [newTenant(), { rules: [rule('all', { period: 'P1Y' })], holds: [] }]
  const store = openStore(engine, buckets, { clock: stillClock(Date.parse('2020-05-04T10:00:00.000Z')) })
  await send(store, lost, [statementOf(randomUUID())])
  const texts = Array.from({ length: 20 }, () => randomBytes(10_000).toString('base64'))
  await send(
    store,
    lost,
    texts.map((response) => statementOf(randomUUID(), { result: { response } })),
  )
  for await (const key of buckets.besides.list(`${lost}/batches/`)) await buckets.remove('content', key)
  const one = await prepared(retentionBy(keeping.rules), lost)
  const preview = await countCase({ texts: storedTexts(), mayGoOn: () => true }, lost, one, keeping)
  expect(preview).toMatchObject({ isComplete: true, statements: 1, affected: 1, unreadable: expect.any(Number) })
})
