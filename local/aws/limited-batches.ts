/** Batches of which a part is done, and how each tells what was not. */
import type { Json, JsonObject } from '../template/assembly.ts'
import { type Answer, type Call, outputOf, withInput, withOutput } from './call.ts'
import { dynamodbAccesses, type HashKeyOf, valueText, writtenIn } from './dynamodb-accesses.ts'
import type { Touched } from './throughput.ts'

export type Batch = {
  /** What it would touch, in the order of its requests. */
  items: Touched[]
  /** The answer when nothing is done. */
  noneDone(refusal: Answer): Answer
  /** Sends what is admitted, and gives back the rest. */
  part(admitted: boolean[], send: (call: Call) => Promise<Answer>): Promise<Answer>
}

/** @returns undefined for a call that is no batch */
export function batchOf(call: Call, hashKeyOf: HashKeyOf): Batch | undefined {
  if (call.operation === 'BatchExecuteStatement') return statementsOf(call, hashKeyOf)
  if (call.operation === 'BatchWriteItem') return requestsOf(call, hashKeyOf, WRITES)
  return call.operation === 'BatchGetItem' ? requestsOf(call, hashKeyOf, READS) : undefined
}

type BatchKind = {
  unprocessed: string
  reads: boolean
  requestsIn(wanted: Json): Json[]
  itemIn(request: Json): JsonObject
  /** The same part of the call with other requests. */
  withRequests(wanted: Json, requests: Json[]): Json
}

const WRITES: BatchKind = {
  unprocessed: 'UnprocessedItems',
  reads: false,
  requestsIn: (wanted) => wanted as Json[],
  itemIn: writtenIn,
  withRequests: (_, requests) => requests,
}
const READS: BatchKind = {
  unprocessed: 'UnprocessedKeys',
  reads: true,
  requestsIn: (wanted) => ((wanted as JsonObject).Keys ?? []) as Json[],
  itemIn: (request) => request as JsonObject,
  withRequests: (wanted, Keys) => ({ ...(wanted as JsonObject), Keys }),
}

function requestsOf(call: Call, hashKeyOf: HashKeyOf, kind: BatchKind): Batch {
  const wanted = Object.entries((call.input.RequestItems ?? {}) as JsonObject)
  const items = wanted.flatMap(([table, part]) =>
    kind.requestsIn(part).map((request) => {
      const partition = valueText(kind.itemIn(request)[hashKeyOf(table) ?? ''])
      return { table, partition, reads: kind.reads }
    }),
  )
  const withOnly = (isChosen: (at: number) => boolean): JsonObject => {
    let at = 0
    const chosen = wanted.flatMap(([table, part]) => {
      const some = kind.requestsIn(part).filter(() => isChosen(at++))
      return some.length === 0 ? [] : [[table, kind.withRequests(part, some)] as const]
    })
    return Object.fromEntries(chosen)
  }
  return {
    items,
    noneDone: (refusal) => refusal,
    async part(admitted, send) {
      const now = withInput(call, { ...call.input, RequestItems: withOnly((at) => admitted[at] === true) })
      const { answer, output } = await outputOf(await send(now))
      if (answer.status !== 200) return answer
      const refused = withOnly((at) => admitted[at] !== true)
      return withOutput(answer, { ...output, [kind.unprocessed]: joined(output[kind.unprocessed], refused, kind) })
    },
  }
}

/** What the engine gave back itself stays given back. */
function joined(given: Json | undefined, refused: JsonObject, kind: BatchKind): JsonObject {
  const all: JsonObject = { ...((given ?? {}) as JsonObject) }
  for (const [table, part] of Object.entries(refused)) {
    const before = all[table]
    const requests = [...(before === undefined ? [] : kind.requestsIn(before)), ...kind.requestsIn(part)]
    all[table] = kind.withRequests(part, requests)
  }
  return all
}

function statementsOf(call: Call, hashKeyOf: HashKeyOf): Batch {
  const statements = (call.input.Statements ?? []) as Json[]
  const accesses = dynamodbAccesses(call.operation, call.input, hashKeyOf) ?? []
  const items = statements.map((_, at) => {
    const access = accesses.find(({ statement }) => statement === at)
    const reads = access?.action === 'PartiQLSelect'
    return { table: access?.table ?? '', partition: access?.leadingKeys()?.[0] ?? '', reads }
  })
  const refused = { Error: { Code: 'ThrottlingError', Message: 'Request rate is too high' } }
  return {
    items,
    noneDone: () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from(JSON.stringify({ Responses: items.map(() => refused) })),
    }),
    async part(admitted, send) {
      const now = withInput(call, { ...call.input, Statements: statements.filter((_, at) => admitted[at]) })
      const { answer, output } = await outputOf(await send(now))
      if (answer.status !== 200) return answer
      const done = [...((output.Responses ?? []) as Json[])]
      return withOutput(answer, { ...output, Responses: admitted.map((one) => (one ? (done.shift() ?? {}) : refused)) })
    },
  }
}
