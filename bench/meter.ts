/**
 * A proxy between the SDK and the engine that counts calls and adds up the units they consume. The engine reports the
 * same units that DynamoDB would bill.
 */
import { createServer, type IncomingMessage, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Reading = { calls: number; readUnits: number; writeUnits: number; inserts: Inserts }
/** How many items were inserted: table -> partition key -> count. */
export type Inserts = ReadonlyMap<string, ReadonlyMap<string, number>>
export type Meter = { endpoint: string; read(): Reading; reset(): void; stop(): void }

const READS = new Set(['GetItem', 'BatchGetItem', 'Query'])

export async function startMeter(engine: string): Promise<Meter> {
  const total = { calls: 0, readUnits: 0, writeUnits: 0 }
  const inserts = new Map<string, Map<string, number>>()
  const server = createServer(async (incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
    const asked = JSON.parse((await readAll(incoming)).toString('utf8'))
    const body = JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' })
    const answer = await forward(engine, incoming, body)
    const text = (await readAll(answer)).toString('utf8')
    total.calls++
    for (const statement of asked.Statements ?? [asked]) countInsert(inserts, statement)
    total[READS.has(operation) ? 'readUnits' : 'writeUnits'] += unitsOf(JSON.parse(text || '{}').ConsumedCapacity)
    outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/x-amz-json-1.0' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    read: () => ({ ...total, inserts }),
    reset() {
      Object.assign(total, { calls: 0, readUnits: 0, writeUnits: 0 })
      inserts.clear()
    },
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

type PartiqlStatement = { Statement?: string; Parameters?: { S?: string }[] }

/** The first parameter of an INSERT is its partition key. */
function countInsert(inserts: Map<string, Map<string, number>>, { Statement = '', Parameters }: PartiqlStatement) {
  const table = /^INSERT INTO "(\w+)" VALUE \{'pk'/.exec(Statement)?.[1]
  const partition = Parameters?.[0]?.S
  if (table === undefined || partition === undefined) return
  const counts = inserts.get(table) ?? new Map<string, number>()
  inserts.set(table, counts.set(partition, (counts.get(partition) ?? 0) + 1))
}

type ConsumedCapacity = { CapacityUnits?: number }

function unitsOf(consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): number {
  const each = Array.isArray(consumed) ? consumed : [consumed ?? {}]
  return each.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
}

function forward(engine: string, { headers }: IncomingMessage, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }
    send(engine, options, resolve).on('error', reject).end(body)
  })
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
