/** The example of docs/retention.md: who left asks to be erased, and the law keeps a part until its time is over. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from '@jest/globals'
import { caseText } from '../../bin/cairn/case-text.ts'
import type { Case, CaseAsk } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { countCase } from '../../lambdas/cases/counting.ts'
import { allHolds, liftHold, setHold } from '../../lambdas/cases/holds.ts'
import { createErasureKeeper, decideRetention } from '../../lambdas/cases/judgement.ts'
import { becauseOf } from '../../lambdas/cases/keeping.ts'
import { createPerson } from '../../lambdas/cases/person.ts'
import { factsOf } from '../../lambdas/cases/record-facts.ts'
import { createStoredTexts } from '../../lambdas/cases/stored-texts.ts'
import { shownCase } from '../../lambdas/http/admin/cases-resource.ts'
import { createErasure } from '../../lambdas/rewriting/erasure.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { storedOf } from '../../lambdas/statements/batch/sequence.ts'
import { ada, deed, rule } from '../support/cases.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { BOB, statementOf } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const tenant = newTenant()
const LEA = { mbox: 'mailto:lea@acme.example' }
const CLASSES = { introduction: 'P3Y', courses: 'P2Y', gmp: 'P6Y' } as const
const LAST = { introduction: '2022-11-30', courses: '2023-01-12', gmp: '2022-10-03' } as const
const verbOf = (name: string) => `https://acme.example/verbs/${name}`
const ids = { introduction: randomUUID(), courses: randomUUID(), gmp: randomUUID() }
const rules = Object.entries(CLASSES).map(([name, period]) =>
  rule(name, {
    ...{ meets: { verb: verbOf(name) }, period, from: 'timestamp' },
    ...(name === 'gmp' && { mandatory: { regulation: '21 CFR 211.180' } }),
  }),
)

/** Lea and Bob did the last of each class on the same day. */
beforeAll(async () => {
  for (const name of ['introduction', 'courses', 'gmp'] as const) {
    const at = `${LAST[name]}T09:00:00.000Z`
    const store = openStore(engine, buckets, { clock: stillClock(Date.parse(at) + 60_000) })
    const did = { verb: { id: verbOf(name) }, timestamp: at }
    await send(store, tenant, [
      statementOf(ids[name], { actor: LEA, ...did }),
      statementOf(randomUUID(), { actor: BOB, ...did }),
    ])
  }
}, 60_000)

const texts = () => createStoredTexts({ tables: engine.tables, batches: createBatches(engine.tables, buckets.objects) })

async function countedOn(asks: CaseAsk, at: string): Promise<Case> {
  const one = await createCaseStore(engine.tables).prepare(tenant, asks, deed(ada, at))
  const holds = await allHolds(engine.tables, tenant)
  return { ...one, preview: await countCase({ texts: texts(), mayGoOn: () => true }, tenant, one, { rules, holds }) }
}

const DAY_OF_REQUEST = '2026-02-15T10:00:00.000Z'
const asked: CaseAsk = { kind: 'erasure', erasure: { way: 'remove', identifiers: { agents: [LEA] }, persons: [] } }
const retentionOf = (day: string): CaseAsk => ({ kind: 'retention', retention: { at: `${day}T02:00:00.000Z`, rules } })

/** What becomes of Lea's statements, by their class. */
async function decided(decide: ReturnType<typeof decideRetention>): Promise<{ [name: string]: string }> {
  const found: { [name: string]: string } = {}
  for await (const page of texts()(tenant)) {
    for await (const { text, sequence } of page.texts) {
      if (text === undefined) throw new Error('A statement of this test is lost.')
      const id: string = JSON.parse(text).id
      const name = Object.entries(ids).find(([, own]) => own === id)?.[0]
      const decision = decide({ id, sequence, stored: storedOf(sequence), text })
      if (name !== undefined) found[name] = 'because' in decision ? `keep: ${decision.because}` : decision.kind
      else if (decision.kind !== 'keep') found.others = decision.kind
    }
  }
  return found
}

// @control retained
it('two classes go by the erasure, and the third is kept to 2028-10-03, as the reply says with the reason', async () => {
  const one = await countedOn(asked, DAY_OF_REQUEST)
  expect(one.preview).toMatchObject({ isComplete: true, affected: 2 })
  const page = readFileSync(join(import.meta.dirname, '../../docs/retention.md'), 'utf8')
  const [, shown = 'missing'] = /```text\n(KEPT[\s\S]*?)\n```/.exec(page) ?? []
  expect(caseText(shownCase(one))).toContain(shown)
  const keeper = createErasureKeeper({ rules, holds: [], at: Date.parse(DAY_OF_REQUEST) })
  const keep: Parameters<typeof createErasure>[2] = (record) => {
    const kept = keeper(factsOf(record))
    return kept && becauseOf(kept)
  }
  const person = createPerson({ agents: [LEA] }, 'a'.repeat(40))
  expect(await decided(createErasure(person, 'remove', keep))).toEqual({
    introduction: 'remove',
    courses: 'remove',
    gmp: 'keep: rule gmp (21 CFR 211.180) until 2028-10-03',
  })
})

it('what happened on 2022-10-03 is past its time from 2028-10-04 on, for everybody', async () => {
  const on = (day: string) => decided(decideRetention({ rules, holds: [], at: Date.parse(`${day}T02:00:00.000Z`) }))
  expect(await on('2028-10-03')).toMatchObject({ introduction: 'remove', courses: 'remove', gmp: 'keep' })
  expect(await on('2028-10-04')).toEqual({ introduction: 'remove', courses: 'remove', gmp: 'remove', others: 'remove' })
})

it('a hold keeps it past that day, until it is lifted', async () => {
  const set = { ...deed(ada, '2027-05-01T10:00:00.000Z'), reason: 'matter 2027-4' }
  const hold = await setHold(engine.tables, tenant, { meets: { person: { agents: [LEA] } }, set })
  const held = await countedOn(retentionOf('2028-10-04'), '2028-10-04T02:00:00.000Z')
  expect(held.preview).toMatchObject({
    affected: 3,
    kept: [{ by: 'hold', id: hold.id, why: 'matter 2027-4', count: 3 }],
  })
  const at = Date.parse('2028-10-04T02:00:00.000Z')
  expect(await decided(decideRetention({ rules, holds: [hold], at }))).toMatchObject({
    gmp: `keep: hold ${hold.id}: matter 2027-4`,
  })
  await liftHold(engine.tables, tenant, hold.id, {})
  expect((await countedOn(retentionOf('2028-10-05'), '2028-10-05T02:00:00.000Z')).preview.affected).toBe(6)
})
