/**
 * A partition takes 1,000 write and 3,000 read units a second: what comes above that is refused as DynamoDB does, a part
 * of a batch in the batch's own way. Units are those that the engine says; within one call each item counts the same.
 */
import { ACCOUNT, REGION } from '../template/account.ts'
import type { Json, JsonObject } from '../template/assembly.ts'
import { type Answer, type Call, type Next, outputOf, type Stage, withInput, withOutput } from './call.ts'
import { dynamodbAccesses, type HashKeyOf } from './dynamodb-accesses.ts'
import { batchOf } from './limited-batches.ts'
import { jsonError } from './refusals.ts'
import { createThroughput, type Throughput, type Touched } from './throughput.ts'

/** `exception`: DynamoDB has two for the same, and says of a hot partition that it may be either. */
export type PartitionLimits = { readUnits: number; writeUnits: number; exception?: keyof typeof EXCEPTIONS }

export const LIMITS_OF_AWS: PartitionLimits = { readUnits: 3_000, writeUnits: 1_000 }

export type LimitsOptions = { limits: PartitionLimits; hashKeyOf: HashKeyOf; now?: () => number }

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'PartiQLSelect', 'ConditionCheckItem'])
const TRANSACTIONS = new Set(['TransactWriteItems', 'TransactGetItems', 'ExecuteTransaction'])

export function partitionLimitsStage({ limits, hashKeyOf, now = Date.now }: LimitsOptions): Stage {
  const reads = createThroughput(limits.readUnits, now)
  const writes = createThroughput(limits.writeUnits, now)
  const throughput: ThroughputOf = ({ reads: isRead }) => (isRead ? reads : writes)
  return (call, next) => {
    if (call.service !== 'dynamodb') return next(call)
    const batch = batchOf(call, hashKeyOf)
    if (batch === undefined) return whole(call, next, { touched: touchedBy(call, hashKeyOf), throughput, limits })
    const admitted = batch.items.map((item) => admits(throughput, item))
    if (!admitted.includes(true)) return Promise.resolve(batch.noneDone(throttled(call, limits, batch.items[0])))
    const done = batch.items.filter((_, at) => admitted[at])
    const send = (part: Call) => metered(part, next, { touched: done, throughput, limits })
    return admitted.includes(false) ? batch.part(admitted, send) : send(call)
  }
}

type ThroughputOf = (item: Touched) => Throughput
type Limited = { touched: readonly Touched[]; throughput: ThroughputOf; limits: PartitionLimits }

const partitionOf = ({ table, partition }: Touched) => `${table} ${partition}`
const admits = (throughput: ThroughputOf, item: Touched) => throughput(item).admits(partitionOf(item))

function touchedBy({ operation, input }: Call, hashKeyOf: HashKeyOf): Touched[] {
  return (dynamodbAccesses(operation, input, hashKeyOf) ?? []).flatMap(({ action, table, leadingKeys }) =>
    (leadingKeys() ?? []).map((partition) => ({ table, partition, reads: READS.has(action) })),
  )
}

/** A call that is done or refused as a whole. */
async function whole(call: Call, next: Next, limited: Limited): Promise<Answer> {
  const refused = limited.touched.map((item) => !admits(limited.throughput, item))
  if (!refused.includes(true)) return metered(call, next, limited)
  const first = limited.touched[refused.indexOf(true)]
  return TRANSACTIONS.has(call.operation) ? cancelled(call, refused) : throttled(call, limited.limits, first)
}

/** Asks the engine for the units, also where the caller does not; only those who asked are told. */
async function metered(call: Call, next: Next, { touched, throughput }: Limited): Promise<Answer> {
  if (touched.length === 0) return next(call)
  const isAsked = call.input.ReturnConsumedCapacity !== undefined
  const asking = isAsked ? call : withInput(call, { ...call.input, ReturnConsumedCapacity: 'TOTAL' })
  const { answer, output } = await outputOf(await next(asking))
  const { ConsumedCapacity, ...others } = output
  const units = unitsIn(ConsumedCapacity)
  for (const item of touched) throughput(item).charge(partitionOf(item), Math.max(units / touched.length, 0.5))
  return isAsked || answer.status !== 200 ? answer : withOutput(answer, others)
}

function unitsIn(consumed: Json | undefined): number {
  const each = (Array.isArray(consumed) ? consumed : [consumed ?? {}]) as { CapacityUnits?: number }[]
  return each.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
}

const MESSAGE =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html'

/** The member of each exception that tells why. */
const EXCEPTIONS = {
  ThrottlingException: 'throttlingReasons',
  ProvisionedThroughputExceededException: 'ThrottlingReasons',
} as const

function throttled(call: Call, { exception: type = 'ThrottlingException' }: PartitionLimits, item?: Touched): Answer {
  const reason: JsonObject = {
    reason: `Table${item?.reads ? 'Read' : 'Write'}KeyRangeThroughputExceeded`,
    resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${item?.table}`,
  }
  return jsonError(call, 400, { type, message: MESSAGE, more: { [EXCEPTIONS[type]]: [reason] } })
}

function cancelled(call: Call, refused: boolean[]): Answer {
  const CancellationReasons = refused.map((one) =>
    one ? { Code: 'ThrottlingError', Message: MESSAGE } : { Code: 'None' },
  )
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ')
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  return jsonError(call, 400, { type: 'TransactionCanceledException', message, more: { CancellationReasons } })
}
