/**
 * The SDK's client without what a store pays for at every call and has no use of. A call cost 0.6 to 1.3 ms of CPU,
 * most of it in the SDK's own work; so it costs a third to a half less.
 */
import type { Readable } from 'node:stream'
import {
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DynamoDBClient,
  type DynamoDBClientConfig,
  errorTypeRegistries,
} from '@aws-sdk/client-dynamodb'
import { consume, isMetered } from './consumption.ts'
import { release } from './released-bytes.ts'
import { Sha256 } from './signing-hash.ts'

/** Logging filters every input and output by its schema, even for nobody; the user agent is put together at each call. */
const UNUSED = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware']

/** Inputs and outputs are what `JSON` makes of them: binaries are base64 text, see `dynamodb-values.ts`. */
export function createClient(config: DynamoDBClientConfig): DynamoDBClient {
  const protocolSettings = {
    defaultNamespace: 'com.amazonaws.dynamodb',
    errorTypeRegistries,
    serviceTarget: 'DynamoDB_20120810',
    jsonCodec: PLAIN_JSON,
  }
  const client = new DynamoDBClient({ sha256: Sha256, streamCollector: collect, ...config, ...{ protocolSettings } })
  for (const name of UNUSED) client.middlewareStack.remove(name)
  countUnits(client)
  return client
}

const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'ScanCommand'])

type Capacity = ConsumedCapacity | ConsumedCapacity[] | undefined
type MeteredOutput = { ConsumedCapacity?: Capacity }

/** DynamoDB says with each answer what the call cost, for a few dozen bytes; it is asked only while somebody counts. */
function countUnits(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        if (!isMetered()) return next(call)
        const unit = READS.has(commandName) ? 'readUnits' : 'writeUnits'
        try {
          const answer = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } })
          // Every output that the commands here have says it in the same member.
          consume(unit, unitsOf((answer.output as MeteredOutput).ConsumedCapacity))
          return answer
        } catch (error) {
          // It costs a write all the same, of which the error says nothing.
          if (error instanceof ConditionalCheckFailedException) consume('writeUnits', 1)
          throw error
        }
      },
    { step: 'initialize', name: 'countUnits' },
  )
}

function unitsOf(consumed: Capacity): number {
  if (consumed === undefined) return 0
  return [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
}

const noContext = { setSerdeContext: () => undefined }

/** The SDK walks every value by its schema, which changes nothing in DynamoDB's JSON but binaries. */
const PLAIN_JSON = {
  ...noContext,
  createSerializer: () => {
    let text = ''
    return {
      ...noContext,
      write(_: unknown, input: unknown) {
        text = JSON.stringify(input)
      },
      flush: () => text,
    }
  },
  createDeserializer: () => ({
    ...noContext,
    read(_: unknown, bytes: Uint8Array<ArrayBuffer>) {
      const text = UTF_8.decode(bytes)
      release(bytes)
      return JSON.parse(text)
    },
    readObject: (_: unknown, value: unknown) => value,
  }),
}

const UTF_8 = new TextDecoder()

/** The body of a response. The SDK pipes it into a stream of its own, which takes longer than a small body itself. */
const collect = (body: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer<ArrayBuffer>[] = []
    body.on('data', (chunk: Buffer<ArrayBuffer>) => chunks.push(chunk))
    body.on('error', reject)
    body.on('end', () => {
      const [only] = chunks
      if (only !== undefined && chunks.length === 1) return resolve(only)
      resolve(Buffer.concat(chunks))
      chunks.map(release)
    })
  })
