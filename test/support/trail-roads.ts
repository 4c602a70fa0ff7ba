/** The roads of the trail's writer that no request takes. */
import { randomUUID } from 'node:crypto'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { toRecord } from '../../lambdas/audit/entry.ts'
import type { Local } from '../../local/start.ts'
import { kinesisEvent, kinesisRecords } from './kinesis-events.ts'

/** A record of the trail that nobody can read; and two instances of its writer, of which one finds that a trail began. */
export async function trailRoads({ endpoints, deployment, invoke }: Local) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const requestHandler = new NodeHttpHandler()
  const client = new KinesisClient({ endpoint: endpoints.kinesis, region: 'us-east-1', credentials, requestHandler })
  const Data = Buffer.from('{"audit":"1","entries":[{}]}')
  const StreamName = streamOf(deployment)
  await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'trail' }))
  client.destroy()
  const entry = {
    id: randomUUID(),
    at: Date.now(),
    act: 'tenant.changed',
    outcome: 'done',
    who: { kind: 'system', id: 'test' },
  } as const
  const event = kinesisEvent(kinesisRecords([Buffer.from(toRecord([entry])).toString()]))
  const writer = deployment.functions.find(({ name }) => name.includes('AuditWriter'))
  await Promise.all([1, 2, 3].map(() => invoke(writer?.name ?? '', event)))
}

const streamOf = ({ functions }: Local['deployment']) =>
  functions.map(({ environment }) => environment.STATEMENT_STREAM).find((name) => name !== undefined)
