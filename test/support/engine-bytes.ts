/** All that a runner keeps of what it was sent: every item of its tables, every version of its objects, what it logged. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3'
import { parquetReadObjects } from 'hyparquet'
import { decompressors } from '../../lambdas/lake/compaction/parquet-file.ts'
import type { Local } from '../../local/start.ts'

export type Kept = { place: string; text: string }

const CALLER = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

export async function* keptBy({ endpoints, deployment, home }: Local): AsyncGenerator<Kept> {
  yield* itemsOf(endpoints.dynamodb, deployment)
  yield* objectsOf(endpoints.s3, deployment)
  for (const name of readdirSync(join(home, 'logs')))
    yield { place: `log ${name}`, text: readFileSync(join(home, 'logs', name), 'utf8') }
}

async function* itemsOf(endpoint: string, { tables }: Local['deployment']): AsyncGenerator<Kept> {
  const client = new DynamoDBClient({ endpoint, ...CALLER })
  for (const { name } of tables) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) {
      for (const item of Items) yield { place: `${name} ${item.pk?.S} ${item.sk?.S}`, text: textOf(item) }
    }
  }
  client.destroy()
}

async function* objectsOf(endpoint: string, { buckets }: Local['deployment']): AsyncGenerator<Kept> {
  const client = new S3Client({ endpoint, forcePathStyle: true, ...CALLER })
  for (const Bucket of buckets) {
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = []
    do {
      const input = { Bucket, KeyMarker, VersionIdMarker }
      const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand(input))
      for (const { Key = '', VersionId } of page.Versions ?? []) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
        yield { place: `${Bucket} ${Key} ${VersionId}`, text: `${Key} ${await objectText(Key, bytes)}` }
      }
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined
      VersionIdMarker = page.NextVersionIdMarker
    } while (KeyMarker !== undefined)
  }
  client.destroy()
}

async function objectText(key: string, bytes: Uint8Array): Promise<string> {
  if (!key.endsWith('.parquet')) return textOf(bytes)
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors: decompressors })
  const decoded = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  return `${textOf(bytes)} ${decoded}`
}

/** Octets as they are, and unpacked where they are packed. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString('latin1')} ${inflated(value)}`
  if (value instanceof Set || Array.isArray(value)) return [...value].map(textOf).join(' ')
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().map(textOf).join(' ')
  return String(value)
}

/** A body is some zstd frames, one after the other. */
function inflated(bytes: Uint8Array): string {
  try {
    return bytes.length < 4 ? '' : zstdDecompressSync(bytes).toString('utf8')
  } catch {
    return ''
  }
}
