/** How a verification reads: calls beside each other, some at a time, so that it computes and does not wait. */
import { createPublicKey, verify } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { type IsSigned, verifyHeads } from '../../lambdas/evidence/verification/heads.ts'
import { fromStore, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import { batchKey, toBatchItem } from '../../lambdas/statements/batch/batch-item.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { encodeBlocks } from '../../lambdas/statements/batch/blocks.ts'
import { createSequence, storedOf } from '../../lambdas/statements/batch/sequence.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { openAwsProxy } from '../../local/aws/aws-proxy.ts'
import type { Stage } from '../../local/aws/call.ts'
import { LATENCY_OF_AWS, latencyStage } from '../../local/aws/latency.ts'
import { duringTests } from '../support/during-tests.ts'
import { newTenant, tablesAt, useEngine } from '../support/engines.ts'
import { HOUR, hourText, newKey, runAt, START } from '../support/evidence.ts'
import { BUCKETS, objectsAt, useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement } from '../support/statements.ts'

/** `VERIFIED=1000000 npm run test:jest -- test/evidence/verification-reads` measures. */
const STATEMENTS = Number(process.env.VERIFIED ?? 2_000)
const PER_REQUEST = 50
const HOURS = 48

/** How many calls there were, and how many at once at most. */
function counter() {
  const seen = { calls: 0, now: 0, most: 0 }
  const stage: Stage = async (call, next) => {
    seen.calls++
    seen.most = Math.max(seen.most, ++seen.now)
    try {
      return await next(call)
    } finally {
      seen.now--
    }
  }
  return { seen, stage }
}

const engine = useEngine()
const buckets = useEvidenceBuckets()
const key = newKey()
const counted = counter()
const aws = duringTests(async () => {
  const endpoints = { dynamodb: engine.endpoint, s3: process.env.AWS_ENDPOINT_URL_S3 ?? '', kinesis: engine.endpoint }
  return openAwsProxy(endpoints, [counted.stage, latencyStage(LATENCY_OF_AWS)])
})
let tenant: TenantId

/** A request is put as it would be stored, without its index: a verification reads none. */
async function storeAll() {
  const clock = { now: START }
  const sequence = createSequence('0000000a', () => clock.now)
  const requests = STATEMENTS / PER_REQUEST
  const items = Array.from({ length: requests }, (_, at) => {
    clock.now = START + Math.floor((at * HOURS * HOUR) / requests)
    const id = sequence.next()
    const texts = Array.from({ length: PER_REQUEST }, () => JSON.stringify({ ...statement(), stored: storedOf(id) }))
    const { starts, blocks } = encodeBlocks(texts)
    const contents = { count: PER_REQUEST, starts, body: { blocks } }
    const others = { referencePositions: [], hasNewDefinitions: false, mayDefine: true }
    return { ...toBatchItem(tenant, id, { ...contents, ...others }), ...batchKey(tenant, id) }
  })
  for (let at = 0; at < items.length; at += 500) await engine.tables.insert('statements', items.slice(at, at + 500))
}

beforeAll(async () => {
  tenant = newTenant()
  await storeAll()
  const source = createStatementRecords({
    tables: engine.tables,
    batches: createBatches(engine.tables, buckets.objects),
  })
  await runAt(HOURS, {
    ...buckets,
    sources: [{ ...source, firstHour: async () => hourText(0) }],
    tenants: [tenant],
    signer: key,
  })
}, 600_000)

const isSigned = async ({ text, signature }: Parameters<IsSigned>[0]) =>
  verify('sha256', Buffer.from(text), createPublicKey(key.pem), signature)

describe('a verification', () => {
  it('reads many hours and pages beside each other, and not more than there is room for', async () => {
    const tables = await tablesAt(aws.endpoint)
    const objects = await objectsAt(aws.endpoint)
    const parts = { vault: createEvidenceObjects('evidence'), besides: createEvidenceObjects(BUCKETS.content) }
    const source = createStatementRecords({ tables, batches: createBatches(tables, objects) })
    const hours = { from: hourText(0), to: hourText(HOURS - 1), isFromStart: true }
    Object.assign(counted.seen, { calls: 0, most: 0 })
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    let records = 0
    for await (const findings of verifyHeads(parts.vault, hours, isSigned)) expect(findings).toEqual([])
    const read = { ...parts, read: fromStore(source), idOf: source.idOf }
    for await (const day of verifyLedger(read, { source: 'statements', tenant }, { hours })) {
      expect(day.findings).toEqual([])
      records += day.records
    }
    const used = process.cpuUsage(cpu)
    const seconds = [(performance.now() - began) / 1_000, (used.user + used.system) / 1e6].map((one) => one.toFixed(1))
    if (process.env.VERIFIED)
      console.info(`${records} records, ${seconds.join(' s, CPU ')} s, ${JSON.stringify(counted.seen)}`)
    expect(records).toBe(STATEMENTS)
    expect(counted.seen.most).toBeGreaterThanOrEqual(20)
    expect(counted.seen.most).toBeLessThanOrEqual(64)
  }, 600_000)
})
