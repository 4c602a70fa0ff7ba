/** The replay of stored requests through a real stream to the lake's writer: it closes a gap, whatever fails on the way. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { createPacedStream, type RecordStream } from '../../../lambdas/lake/maintenance/record-stream.ts'
import { type ReplayParts, replay } from '../../../lambdas/lake/maintenance/replay.ts'
import type { ReplayProgress } from '../../../lambdas/lake/maintenance/replay-progress-item.ts'
import { readBatch } from '../../../lambdas/lake/streamed-batch.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { outputOf, type Stage, withInput, withOutput } from '../../../local/aws/call.ts'
import type { JsonObject } from '../../../local/template/assembly.ts'
import { stillClock } from '../../support/clocks.ts'
import { newTenant } from '../../support/engines.ts'
import { useLakeStore } from '../../support/lake-store.ts'
import { statementOf, uuid, voiding } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'

const world = useLakeStore()
const DAYS = ['2026-11-21', '2026-11-22'] as const
const clock = stillClock(Date.parse(`${DAYS[0]}T23:59:00Z`))

beforeEach(() => {
  world.stages().length = 0
})

const statements = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => statementOf(uuid(first + at), { result: { response: `number ${at}` } }))

/** Nine requests over midnight, one of them so big that its blocks are an object, one that voids. */
async function storedTenant(): Promise<TenantId> {
  const tenant = newTenant()
  clock.move(Date.parse(`${DAYS[0]}T23:59:00Z`) - clock.now())
  const store = openStore(world.engine, world.lake, { clock })
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 * at) % 251)).toString('base64')
  for (let request = 0; request < 6; request++) {
    await send(store, tenant, statements(100 * request, 3))
    clock.move(20_000)
  }
  await send(store, tenant, [statementOf(uuid(901), { result: { response: noise } }), ...statements(1_000, 70)])
  await send(store, tenant, statements(0, 3).concat(statements(950, 1)))
  await send(store, tenant, [voiding(uuid(990), uuid(1))])
  clock.move(20_000)
  return tenant
}
const STATEMENTS = 91

const start = (tenant: TenantId): ReplayProgress => ({
  ...{ tenants: [tenant], from: DAYS[0], to: DAYS[1], isDone: false },
  ...{ batches: 0, statements: 0, bytes: 0 },
})

/** Keeps the progress as the command does, and ends where a step fails. */
async function run(from: ReplayProgress, parts: Partial<ReplayParts> & { into?: RecordStream } = {}) {
  const kept = { progress: from }
  const { into = world.stream(), ...others } = parts
  const stream = await createPacedStream(into, stillClock())
  const given = { tables: world.engine.tables, stream, through: clock.now(), ...others }
  for await (const progress of replay(given, from)) kept.progress = progress
  return kept.progress
}

async function differences(tenant: TenantId) {
  let [stored, missing, wrong, double] = [0, 0, 0, 0]
  for (const day of DAYS) {
    const { statements: found } = await world.check(tenant, day)
    stored += found.stored
    missing += found.missing.count
    wrong += found.extra.count + found.different.count
    double += found.double.count
  }
  return { stored, missing, wrong, double }
}

describe('a replay', () => {
  it('refills the lake with days that the stream has forgotten, each statement once', async () => {
    const tenant = await storedTenant()
    expect(await differences(tenant)).toEqual({ stored: STATEMENTS, missing: STATEMENTS, wrong: 0, double: 0 })
    expect(await run(start(tenant))).toMatchObject({ isDone: true, batches: 9, statements: STATEMENTS })
    await world.flow()
    expect(await differences(tenant)).toEqual({ stored: STATEMENTS, missing: 0, wrong: 0, double: 0 })
  }, 60_000)

  it('replays the days asked for alone, and nothing that is too young', async () => {
    const tenant = await storedTenant()
    const last = { ...start(tenant), from: DAYS[1] }
    expect(await run(last)).toMatchObject({ batches: expect.any(Number), isDone: true })
    await world.flow()
    const [first, second] = await Promise.all(DAYS.map((day) => world.check(tenant, day)))
    expect(first?.statements).toMatchObject({ stored: 9, missing: { count: 9 } })
    expect(second?.statements).toMatchObject({ stored: STATEMENTS - 9, missing: { count: 0 } })
    expect(await run(start(tenant), { through: 0 })).toMatchObject({ batches: 0, isDone: true })
  }, 60_000)

  it('does it once more without harm: the rows lie there twice, and nothing is different', async () => {
    const tenant = await storedTenant()
    for (let times = 0; times < 2; times++) {
      await run(start(tenant))
      await world.flow()
    }
    expect(await differences(tenant)).toEqual({ stored: STATEMENTS, missing: 0, wrong: 0, double: STATEMENTS })
  }, 60_000)

  it('leaves out what was added to a batch since: the record is as at its insert', async () => {
    const tenant = await storedTenant()
    await run(start(tenant))
    const records = await world.newRecords()
    const images = records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()))
    expect(images.flatMap(({ dynamodb }) => Object.keys(dynamodb.NewImage))).not.toContain('voided')
    expect(images[0]).toMatchObject({ eventName: 'INSERT', userIdentity: { principalId: 'cairn lake replay' } })
    expect(records.map(({ kinesis }) => readBatch(kinesis.data)?.tenant)).toEqual(Array(9).fill(tenant))
  }, 60_000)

  it('killed at any step and resumed from what was kept, it leaves no gap', async () => {
    const tenant = await storedTenant()
    const small = smallCalls(world.stream())
    let kills = 0
    for (let from = start(tenant), step = 1; !from.isDone; step++) {
      const dying = dieAt(1 + (step % 3), { tables: world.engine.tables, into: small })
      try {
        const stream = await createPacedStream(dying.into, stillClock())
        for await (const progress of replay({ tables: dying.tables, stream, through: clock.now() }, from)) {
          // Killed between a call and the checkpoint, it repeats the call.
          if (dying.steps.next() === 'dies') throw new Died()
          from = progress
        }
      } catch (error) {
        if (!(error instanceof Died)) throw error
        kills++
      }
      if (step > 100) throw new Error('The replay comes to no end.')
    }
    expect(kills).toBeGreaterThan(5)
    await world.flow()
    expect(await differences(tenant)).toMatchObject({ stored: STATEMENTS, missing: 0, wrong: 0 })
  }, 60_000)

  it('sends again what the stream refused of a call, and nothing else', async () => {
    const tenant = await storedTenant()
    let refused = 0
    world.stages().push(async (call, next) => {
      if (call.operation !== 'PutRecords') return next(call)
      return refusing(call, next, (at) => (at + refused) % 3 === 0 && ++refused < 40)
    })
    expect(await run(start(tenant))).toMatchObject({ batches: 9, isDone: true })
    expect(refused).toBeGreaterThan(2)
    const records = await world.flow()
    expect(records).toHaveLength(9)
    expect(await differences(tenant)).toEqual({ stored: STATEMENTS, missing: 0, wrong: 0, double: 0 })
  }, 60_000)

  it('gives up when the stream takes nothing for two minutes', async () => {
    const tenant = await storedTenant()
    world
      .stages()
      .push((call, next) => (call.operation === 'PutRecords' ? refusing(call, next, () => true) : next(call)))
    await expect(run(start(tenant))).rejects.toThrow(Unavailable)
  }, 60_000)
})

describe('the pace of a replay', () => {
  it('is half of what the shards take, in records and in bytes', async () => {
    const sent: number[] = []
    const stream: RecordStream = {
      openShards: async () => 2,
      put: async (records) => {
        sent.push(records.length)
        return []
      },
    }
    const own = stillClock()
    const paced = await createPacedStream(stream, own)
    const record = (bytes: number) => ({ data: new Uint8Array(bytes), partitionKey: '' })
    const began = own.now()
    for (let calls = 0; calls < 11; calls++) await paced.put(Array(500).fill(record(100)))
    expect((own.now() - began) / 1_000).toBeCloseTo(5)
    const before = own.now()
    for (let calls = 0; calls < 10; calls++) await paced.put([record(500_000)])
    expect((own.now() - before) / 1_000).toBeCloseTo(5)
    expect([paced.fits(500, 1_000_000), paced.fits(501, 1), paced.fits(1, 1_000_001)]).toEqual([true, false, false])
  })
})

class Died extends Error {}

/** Two records in each call, so that there are many steps. */
const smallCalls = (stream: RecordStream): RecordStream => ({ ...stream, openShards: async () => 0.004 })

type Parts = { tables: ReplayParts['tables']; into: RecordStream }

/** Everything works, until so many steps are done: then each fails, before or after what it does. */
function dieAt(last: number, { tables, into }: Parts) {
  let left = last
  const steps = { next: () => (--left < 0 ? 'dies' : 'lives') }
  const put: RecordStream['put'] = async (records) => {
    const isAfter = records.length % 2 === 0
    if (!isAfter && steps.next() === 'dies') throw new Died()
    const refused = await into.put(records)
    if (isAfter && steps.next() === 'dies') throw new Died()
    return refused
  }
  return { steps, tables, into: { ...into, put } }
}

/** The stream's own form of a partial failure: an entry for each record, with the error of those it did not take. */
async function refusing(call: Parameters<Stage>[0], next: Parameters<Stage>[1], isRefused: (at: number) => boolean) {
  const records = call.input.Records as JsonObject[]
  const taken = records.map((_, at) => !isRefused(at))
  const kept = records.filter((_, at) => taken[at])
  const none = { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: Buffer.from('{}') }
  const { answer, output } = await outputOf(
    kept.length === 0 ? none : await next(withInput(call, { ...call.input, Records: kept })),
  )
  const done = [...((output.Records ?? []) as JsonObject[])]
  const ErrorCode = 'ProvisionedThroughputExceededException'
  const Records = taken.map((isTaken) =>
    isTaken ? (done.shift() ?? {}) : { ErrorCode, ErrorMessage: 'Rate exceeded' },
  )
  return withOutput(answer, { FailedRecordCount: records.length - kept.length, Records })
}
