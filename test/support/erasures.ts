/** Erasures as tests carry them out: a tenant with records on real engines, another one that never knew the person. */
import { zstdDecompressSync } from 'node:zlib'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { Case } from '../../lambdas/cases/case.ts'
import { createPerson, pseudonymOf } from '../../lambdas/cases/person.ts'
import { NOTHING_COUNTED } from '../../lambdas/cases/preview.ts'
import { createKeyScanner } from '../../lambdas/database/dynamodb-key-scan.ts'
import { createScanner } from '../../lambdas/database/dynamodb-scan.ts'
import { fingerprint } from '../../lambdas/database/fingerprint.ts'
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import { newestHead } from '../../lambdas/evidence/head-file.ts'
import { makeProof } from '../../lambdas/evidence/proof.ts'
import { findStatementRecord } from '../../lambdas/evidence/statement-record.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { fromStore, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import { certifyCase } from '../../lambdas/rewriting/case-certificate.ts'
import { createErasure, type Way } from '../../lambdas/rewriting/erasure.ts'
import type { RewritingProgress } from '../../lambdas/rewriting/rewriting-progress-item.ts'
import { type CaseWork, forgetNotes, type RunParts, runCase, SETTLE_MS } from '../../lambdas/rewriting/run-case.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { checkIndex } from '../../lambdas/statements/maintenance/check.ts'
import type { Filters } from '../../lambdas/statements/store.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { ifiKey } from '../../lambdas/xapi/agent.ts'
import { ada, deed } from './cases.ts'
import { stillClock } from './clocks.ts'
import { newTenant, TABLE_NAMES, useEngine } from './engines.ts'
import {
  NUMBER,
  PERSON,
  PLACES,
  type Planned,
  type PlannedRequest,
  type Somebody,
  SUM,
  strangerOf,
  TRACES,
  toStatement,
  WAYS_TO_NAME,
} from './erasure-worlds.ts'
import { folderOf, HOUR, hourText, newKey, runAt, START } from './evidence.ts'
import { BUCKETS, useEvidenceBuckets } from './s3-emulator.ts'
import { type JsonObject, uuid } from './statements.ts'
import { ALL, openStore, send, walkPages } from './stores.ts'

const HOURS = 3
const KEY = Buffer.alloc(32, 7)

export type World = { tenant: TenantId; other: TenantId; way: Way; work: CaseWork; folder: string; pseudonym: string }

/** Ann is always somebody else. */
const ANN: Somebody = { agent: { mbox: 'mailto:ann@example.org' }, text: 'nothing', address: 'ann@example.org' }
const somebody = (way: number): Somebody => ({
  agent: { ...WAYS_TO_NAME[way % WAYS_TO_NAME.length] },
  text: [NUMBER, 'zquill77', SUM, NUMBER.toLowerCase()][way % 4] ?? NUMBER,
  address: 'Zoe.Quill@people.example',
})

/** How a test comes between: `before` each call to a store, with what is called. */
export type Between = { before?(call: string): void; after?(call: string): void }

export function useErasures() {
  const engine = useEngine()
  const buckets = useEvidenceBuckets()
  const key = newKey()
  let worlds = 0
  let adapters: Pick<RunParts, 'scanner' | 'versions'> | undefined

  const vaultOf = ({ folder }: World) => folderOf(buckets.vault, folder)
  const source = () =>
    createStatementRecords({ tables: engine.tables, batches: createBatches(engine.tables, buckets.objects) })

  /** @param like a world with the same case */
  function openWorld(way: Way, like?: World): World {
    const [tenant, other] = [newTenant(), newTenant()]
    const caseId = like?.work.caseId ?? `case-${++worlds}`
    const pseudonym = pseudonymOf(KEY, PERSON, way === 'remove' ? caseId : '')
    const person = createPerson(PERSON, pseudonym)
    const work = { tenant, caseId, person, decide: createErasure(person, way) }
    return { tenant, other, way, work, folder: `world-${tenant}`, pseudonym }
  }

  /** One request each few minutes, some in each of the hours; all of them are digested. */
  async function sendAll(
    tenant: TenantId,
    requests: PlannedRequest[],
    whoIn: (planned: Planned) => Somebody | 'removed',
  ) {
    let number = 0
    for (const [at, request] of requests.entries()) {
      const clock = stillClock(START + (at % HOURS) * HOUR + at * 60_000)
      const statements = request.flatMap((planned): JsonObject[] => {
        const made = toStatement(planned, number++, whoIn(planned), ANN)
        return made === undefined ? [] : [made]
      })
      if (statements.length > 0) await send(openStore(engine, buckets, { clock }), tenant, statements)
    }
  }

  async function store(world: World, requests: PlannedRequest[]) {
    await sendAll(world.tenant, requests, (planned) => somebody('way' in planned ? planned.way : 0))
    await digest(world)
  }

  const digest = (world: World) =>
    runAt(HOURS, {
      vault: vaultOf(world),
      besides: buckets.besides,
      sources: [source()],
      tenants: [world.tenant],
      signer: key,
    })

  function partsOf(world: World, { before, after }: Between = {}): RunParts {
    const watched = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const value = Reflect.get(target, name)
          if (typeof value !== 'function') return value
          return (...args: unknown[]) => {
            before?.(String(name))
            const answer = value.apply(target, args)
            if (after === undefined || !(answer instanceof Promise)) return answer
            return answer.then((done) => {
              after(String(name))
              return done
            })
          }
        },
      })
    adapters ??= { scanner: createKeyScanner(TABLE_NAMES), versions: createObjectVersions(BUCKETS.content) }
    const tables = watched(engine.tables)
    const objects = watched(buckets.objects)
    const clock = stillClock(START)
    return {
      tables,
      objects,
      batches: createBatches(tables, objects),
      activities: createActivityStore({ tables, clock }),
      shardsOf: async () => new Map(),
      versions: watched(longAgo(adapters.versions)),
      tellDocuments: async () => before?.('tellDocuments'),
      vault: watched(vaultOf(world)),
      besides: watched(buckets.besides),
      scanner: watched(adapters.scanner),
      rewriteDay: async (_, day, changes) => {
        before?.('rewriteDay')
        lakeChanges.push({ day, changes: new Map(changes) })
        return { isDone: lakeChanges.length % 2 === 0, unreadable: [] }
      },
      removeCopies: async () => ({ results: 0, exports: [], undelivered: 0, unknown: [] }),
      firstHour: (tenant) => source().firstHour(tenant),
      newestHead: async () => (await newestHead(vaultOf(world), now))?.head.hour,
      now: () => now,
      mayGoOn: () => true,
    }
  }

  const lakeChanges: { day: string; changes: ReadonlyMap<string, string> }[] = []
  let now = 0

  /** To the end, an hour apart. @param more parts in the place of those that are none of a store */
  async function erase(world: World, between?: Between, more: (now: () => number) => Partial<RunParts> = () => ({})) {
    now = START + HOURS * HOUR
    const began = new Date(START + (HOURS - 1) * HOUR + 30 * 60_000).toISOString()
    for (let runs = 0; runs < 10; runs++) {
      const parts = { ...partsOf(world, between), ...more(() => now) }
      const { kind, progress } = await runCase(parts, world.work, began)
      if (kind === 'done') {
        await forgetNotes(parts, world.work)
        return progress
      }
      now += SETTLE_MS
    }
    throw new Error('The case comes to no end.')
  }

  /** As the function does at the end of a case. */
  function certify(world: World, progress: RewritingProgress) {
    const parts = { vault: vaultOf(world), signer: key, now: () => now, backups: [] }
    return certifyCase(parts, world.tenant, caseOf(world), progress)
  }

  /** By its id, as it stands or as it was removed. */
  async function prove(world: World, id: string): Promise<string> {
    const { tables } = engine
    const batches = createBatches(tables, buckets.objects)
    const found = await findStatementRecord({ tables, batches }, world.tenant, id)
    if (found === undefined) throw new Error(`There is no statement ${id}.`)
    const parts = { vault: vaultOf(world), besides: buckets.besides, now: () => now }
    return makeProof(parts, { source: 'statements', tenant: world.tenant }, found)
  }

  async function answers(tenant: TenantId, world: World) {
    const at = openStore(engine, buckets, { clock: stillClock(START + 20 * HOUR), isAuthority: async () => true })
    const agents = [...WAYS_TO_NAME, strangerOf(world.pseudonym), ANN.agent, { mbox: 'mailto:bob@example.org' }].map(
      (one) => ifiKey(one),
    )
    const questions: { [question: string]: Filters } = { all: ALL, ascending: { ...ALL, ascending: true } }
    for (const agent of agents)
      for (const relatedAgents of [false, true])
        questions[`${agent} ${relatedAgents}`] = { ...ALL, ...(agent && { agent }), relatedAgents }
    for (const verb of [0, 1, 2]) questions[`v${verb}`] = { ...ALL, verb: `http://example.org/verbs/v${verb}` }
    for (const text of [NUMBER, world.pseudonym, 'nothing', 'zquill77'])
      questions[`folder ${text}`] = { ...ALL, activity: `https://e.example/folders/${text}` }
    questions.lesson = { ...ALL, activity: 'https://e.example/lesson', relatedActivities: true }
    const listed: { [question: string]: unknown } = {}
    for (const [question, filters] of Object.entries(questions))
      listed[question] = (await walkPages(at, tenant, filters)).map(({ text }) => JSON.parse(text))
    for (let number = 1; number <= 30; number++) {
      const found = await at.find(tenant, uuid(number))
      listed[uuid(number)] = found && { ...JSON.parse(found.text), voided: found.voided }
    }
    const activities = createActivityStore({ tables: engine.tables, clock: stillClock() })
    const folders = [NUMBER, world.pseudonym, 'nothing', 'zquill77', SUM].map(
      (one) => `https://e.example/folders/${one}`,
    )
    const definitions = await activities.definitionsOf(tenant, ['https://e.example/lesson', ...folders])
    listed.definitions = Object.fromEntries([...definitions].map(([id, text]) => [id, JSON.parse(text)]))
    return listed
  }

  /** By their ids: parsed, since spelling says nothing. */
  async function textsOf({ tenant }: World): Promise<Map<string, unknown>> {
    const at = openStore(engine, buckets, { clock: stillClock(START + 20 * HOUR) })
    const found = new Map<string, unknown>()
    for (let number = 1; number <= 30; number++) {
      const one = await at.find(tenant, uuid(number))
      found.set(uuid(number), one && JSON.parse(one.text))
    }
    return found
  }

  const answersOf = (world: World) => answers(world.tenant, world)

  /** Of the other tenant, which is sent the same without the person. */
  async function expectedOf(world: World, requests: PlannedRequest[]) {
    const stranger = { agent: strangerOf(world.pseudonym), text: world.pseudonym, address: world.pseudonym }
    const isAbout = (planned: Planned) => planned.kind === 'refers' || PLACES[planned.place]?.isAbout === true
    await sendAll(world.other, requests, (planned) =>
      world.way === 'remove' && isAbout(planned) ? 'removed' : stranger,
    )
    return answers(world.other, world)
  }

  /** Where bytes of the engines name the person, also as the hashes that lists and documents are named after. */
  async function tracesIn({ tenant }: World): Promise<string[]> {
    const found: string[] = []
    const prints = createPerson(PERSON, '').keys.map((one) => fingerprint(one))
    const raw = prints.map((print) => Buffer.from(print, 'base64url').toString('latin1'))
    const look = (name: string, bytes: string) => {
      for (const trace of TRACES) if (bytes.toLowerCase().includes(trace.toLowerCase())) found.push(`${name}: ${trace}`)
      for (const print of [...prints, ...raw]) if (bytes.includes(print)) found.push(`${name}: a fingerprint`)
    }
    for (const table of ['statements', 'index', 'documents', 'control'] as const)
      for await (const { items } of createScanner(TABLE_NAMES).scan(table, { prefix: `${tenant}|` }))
        for (const item of items) look(`${table} ${item.pk} ${item.sk}`, bytesOf(item))
    for await (const name of buckets.besides.list(`${tenant}/`)) {
      const bytes = await buckets.besides.get(name)
      look(`content ${name}`, `${name} ${Buffer.from(bytes ?? []).toString('latin1')} ${inflated(bytes)}`)
    }
    return found
  }

  async function indexFindings({ tenant }: World) {
    const { tables } = engine
    const batches = createBatches(tables, buckets.objects)
    const parts = { tables, batches, scanner: createScanner(TABLE_NAMES), shardsOf: async () => new Map() }
    const all: string[] = []
    for await (const { findings } of checkIndex(parts, tenant))
      for (const { problem, kind, key: name } of findings)
        if (problem !== 'left') all.push(`${problem} ${kind} ${name}`)
    return all
  }

  async function evidenceFindings(world: World) {
    const ledger = { source: 'statements', tenant: world.tenant }
    const parts = { vault: vaultOf(world), besides: buckets.besides, read: fromStore(source()), idOf: source().idOf }
    const hours = { from: hourText(0), to: hourText(HOURS - 1), isFromStart: true }
    const all = []
    for await (const { findings } of verifyLedger(parts, ledger, { hours })) all.push(...findings)
    return all
  }

  return {
    openWorld,
    digest,
    store,
    erase,
    certify,
    prove,
    key,
    answersOf,
    textsOf,
    expectedOf,
    tracesIn,
    indexFindings,
    evidenceFindings,
    engine,
    buckets,
    lakeChanges,
    partsOf,
    vaultOf,
  }
}

const caseOf = ({ way, work: { caseId } }: World): Case => ({
  ...{ id: caseId, kind: 'erasure', state: 'running', version: '1', preview: NOTHING_COUNTED },
  ...{ erasure: { way, persons: [] }, prepared: deed(ada) },
})

/** The bucket's clock is right, and the worlds are of some time ago. */
const longAgo = (versions: RunParts['versions']): RunParts['versions'] => ({
  ...versions,
  async page(prefix, after) {
    const { found, ...rest } = await versions.page(prefix, after)
    return { ...rest, found: found.map((one) => ({ ...one, at: START })) }
  },
})

function bytesOf(value: unknown): string {
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString('latin1')} ${inflated(value)}`
  if (value instanceof Set) return [...value].map(bytesOf).join(' ')
  if (Array.isArray(value)) return value.map(bytesOf).join(' ')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(bytesOf).join(' ')
  return String(value)
}

/** A body is some zstd frames, one after the other. */
function inflated(bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined || bytes.length < 4 ? '' : zstdDecompressSync(bytes).toString('utf8')
  } catch {
    return ''
  }
}
