/**
 * Walks while others write. What was answered before a walk began and matches is in it, in order and once; what is
 * written meanwhile may be in it, but nothing that never matches, and nothing before its own time.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CLOCK_SKEW_MS } from '../../../lambdas/database/clock.ts'
import { msOf } from '../../../lambdas/statements/batch/sequence.ts'
import { EPOCH_NOTICE_MS, raiseShards } from '../../../lambdas/statements/index/shards.ts'
import type { StatementStore } from '../../../lambdas/statements/store.ts'
import { realClock } from '../../support/clocks.ts'
import { engines, useEngine } from '../../support/engines.ts'
import {
  expectedIds,
  type Question,
  type StatementRecord,
  voidedIds,
} from '../../support/histories/expected-answers.ts'
import {
  askQuestions,
  limitOf,
  openScene,
  readBack,
  type Scene,
  toFilters,
} from '../../support/histories/history-player.ts'
import { historiesOf, imagine, type Step } from '../../support/histories/random-histories.ts'
import { type QuestionDraft, questionOf, questions } from '../../support/histories/random-questions.ts'
import { AUTHORITIES } from '../../support/histories/random-statements.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { statementOf, uuid } from '../../support/statements.ts'
import {
  ALL,
  idsOf,
  PAGE_BYTES,
  type PageStatement,
  patiently,
  send,
  toNewStatements,
  walkPages,
} from '../../support/stores.ts'

const DEEP = process.env.DEEP === '1'
const SCENES = DEEP ? { dynoxide: 60, java: 30 } : { dynoxide: 1, java: 1 }
const SEED = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }
/** Of the writers' clocks; the readers use the last one. */
const SKEWS = [-250, 250, 0]
const WRITERS = 8
const READERS = 4
const PAUSE_MS = 200

const storms = fc.tuple(historiesOf({ fewest: 80, steps: 120, most: 130 }), questions)
/** Clashes need an order. */
const withoutClashes = (history: Step[]) => history.filter(({ clashes }) => !clashes)

/** What is known of a tenant while it is written to. */
type Ledger = { sent: Set<string>; answered: Set<string> }
/** `before`: answered before the walk; `during`: sent before its end. */
type WalkResult = {
  tenant: number
  question: Question
  listed: PageStatement[]
  before: Set<string>
  during: Set<string>
}

describe.each(engines)('walks while others write, on %s,', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  it(
    'miss nothing that was answered before, and find nothing else, twice or out of order',
    async () => {
      const numRuns = SCENES[name as keyof typeof SCENES]
      let [walks, due, meanwhile] = [0, 0, 0]
      for (const [all, asked] of fc.sample(storms, { numRuns, ...SEED })) {
        const history = withoutClashes(all)
        const scene = openScene(engine, bucket, SKEWS.map(realClock))
        await raiseSoon(scene, history)
        const ledgers: Ledger[] = scene.tenants.map(() => ({ sent: new Set(), answered: new Set() }))
        const walked = await storm(scene, history, ledgers, asked)
        const known = await Promise.all(
          scene.tenants.map((tenant, at) => readBack(scene.stores[0], tenant, [...(ledgers[at]?.sent ?? [])])),
        )
        for (const walk of walked) {
          due += check(walk, known[walk.tenant] ?? [])
          meanwhile += walk.listed.length
        }
        walks += walked.length
        await askQuestions(scene, known, asked)
      }
      if (DEEP) console.info(`${name}: ${walks} walks, ${meanwhile} statements found, ${due} of them due`)
      expect(walks).toBeGreaterThan(5 * numRuns)
      // How many is a matter of the machine.
      expect(due).toBeGreaterThan(0)
      expect(meanwhile).toBeGreaterThan(due)
    },
    DEEP ? 3_600_000 : 120_000,
  )

  it('find a large request when its time has come, and no earlier', async () => {
    const { stores, tenants } = openScene(engine, bucket, [realClock()])
    const [store, tenant] = [stores[0], tenants[0]]
    const people = Array.from({ length: 600 }, (_, n) =>
      statementOf(uuid(n), { actor: { mbox: `mailto:${n}@x.example` } }),
    )
    let isSent = false
    const sending = patiently(() => send(store, tenant, people)).finally(() => {
      isSent = true
    })
    while (!isSent) {
      const { statements } = await patiently(() => store.page(tenant, { filters: ALL, limit: 1, maxBytes: PAGE_BYTES }))
      for (const { sequence } of statements) expect(msOf(sequence)).toBeLessThanOrEqual(Date.now())
      await pause(20)
    }
    expect(await sending).toEqual({ kind: 'stored' })
    expect(await walkPages(store, tenant, ALL)).toHaveLength(600)
  }, 60_000)
})

const EPOCHS = 24

/** Lists get their shards one after the other in the first seconds, as was known to all in time. */
async function raiseSoon({ tables, tenants }: Scene, history: Step[]) {
  const start = Date.now() + 500
  const lists = history.flatMap(({ raised }) => raised).slice(0, EPOCHS)
  for (const [at, { list, shards }] of lists.entries()) {
    const early = { now: () => start - EPOCH_NOTICE_MS + at * 100 }
    for (const tenant of tenants) await raiseShards(tables, early, tenant, { list, name: list, shards })
  }
}

/** Writers who each take the next step, and readers who ask one question after the other until all is written. */
async function storm(scene: Scene, history: Step[], ledgers: Ledger[], asked: QuestionDraft[]): Promise<WalkResult[]> {
  const steps = history.values()
  const writers = Array.from({ length: WRITERS }, async (_, at) => {
    for (const step of steps) {
      await write(scene, step, scene.stores[at % SKEWS.length] as StatementStore, ledgers[step.tenant] as Ledger)
      await pause(Math.random() * PAUSE_MS)
    }
  })
  let writing = true
  const written = Promise.all(writers).finally(() => {
    writing = false
  })
  const known = imagine(timed(history), Date.now())
  const walked: WalkResult[] = []
  const readers = Array.from({ length: READERS }, async (_, at) => {
    for (let turn = at; writing; turn++) {
      const one = asked[turn % asked.length] as QuestionDraft
      const question = questionOf(one, known[one.tenant] ?? [])
      walked.push(await walk(scene, one, question, ledgers[one.tenant] as Ledger))
    }
  })
  await Promise.all([written, ...readers])
  return walked
}

/** About when each step of a storm will be played, for questions about times. */
const timed = (history: Step[]): Step[] =>
  history.map((step) => ({ ...step, raised: [], tick: PAUSE_MS / 2 / WRITERS }))

async function write(scene: Scene, step: Step, store: StatementStore, { sent, answered }: Ledger) {
  const { tenant, statements, version, authority } = step
  const prepared = toNewStatements(statements, version, AUTHORITIES[authority])
  for (const one of prepared) sent.add(one.prepared.id)
  const outcome = await patiently(() => store.add(scene.tenants[tenant] as Scene['tenants'][0], prepared, { version }))
  expect(outcome).toEqual({ kind: 'stored' })
  for (const one of prepared) answered.add(one.prepared.id)
}

async function walk(scene: Scene, asked: QuestionDraft, question: Question, ledger: Ledger): Promise<WalkResult> {
  const before = new Set(ledger.answered)
  const tenant = scene.tenants[asked.tenant] as Scene['tenants'][0]
  const seen = (statements: PageStatement[]) => {
    const latest = Date.now() + CLOCK_SKEW_MS
    expect(statements.filter(({ sequence }) => msOf(sequence) > latest)).toEqual([])
  }
  const reader = scene.stores.at(-1) as StatementStore
  const listed = await walkPages(reader, tenant, toFilters(question), { limit: limitOf(asked.limits), seen })
  return { tenant: asked.tenant, question, listed, before, during: new Set(ledger.sent) }
}

/** More statements can only make more of them match, but for what they void. @returns how many had to be there */
function check({ question, listed, before, during }: WalkResult, known: StatementRecord[]): number {
  const [earlier, all] = [before, during].map((ids) => known.filter(({ statement }) => ids.has(statement.id)))
  const due = expectedIds(earlier ?? [], question, voidedIds(all ?? []))
  const possible = new Set(expectedIds(all ?? [], question, voidedIds(earlier ?? [])))
  const ids = idsOf(listed)
  const there = new Set(ids)
  const missing = due.filter((id) => !there.has(id))
  const strange = ids.filter((id) => !possible.has(id))
  expect({ question, missing, strange }).toEqual({ question, missing: [], strange: [] })
  const sequences = listed.map(({ sequence }) => sequence)
  const inOrder = [...new Set(sequences)].toSorted()
  expect(sequences).toEqual(question.ascending ? inOrder : inOrder.toReversed())
  return due.length
}
