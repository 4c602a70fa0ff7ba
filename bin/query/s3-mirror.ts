/** A copy of the lake's files on disk, where DuckDB can read them without its network extension. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'

export type LakeAddress = { endpoint: string; bucket: string; region: string }

const PREFIX = 'lake/'
const AT_ONCE = 8

/**
 * Brings the folder up to what the bucket holds now: an object never changes under its name and ETag, and a file's
 * name holds both, so only new ones are fetched; what left the bucket leaves the folder.
 */
export async function mirrorLake({ endpoint, bucket, region }: LakeAddress, folder: string) {
  const s3 = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 20_000 }),
  })
  try {
    const wanted = await listFiles(s3, bucket)
    mkdirSync(folder, { recursive: true })
    const there = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isFile))
    const missing = [...wanted].filter(([file]) => !there.has(file))
    await eachOf(missing, ([file, key]) => fetchFile(s3, { Bucket: bucket, Key: key }, join(folder, file)))
    for (const file of there) if (!wanted.has(file)) rmSync(join(folder, file), { force: true })
  } finally {
    s3.destroy()
  }
}

const isFile = (name: string) => name.endsWith('.parquet')

/** File name below the folder -> key in the bucket. */
async function listFiles(s3: S3Client, Bucket: string) {
  const files = new Map<string, string>()
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: PREFIX })) {
    for (const { Key = '', ETag = '' } of page.Contents ?? []) {
      if (!isFile(Key)) continue
      const version = ETag.replaceAll(/[^0-9a-zA-Z]/g, '')
      files.set(Key.slice(PREFIX.length).replace(/parquet$/, `${version}.parquet`), Key)
    }
  }
  return files
}

async function eachOf<Item>(items: Item[], work: (item: Item) => Promise<void>) {
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** Whole or not at all: another query may be reading the folder. */
async function fetchFile(s3: S3Client, object: { Bucket: string; Key: string }, file: string) {
  const { Body } = await s3.send(new GetObjectCommand(object))
  if (!Body) throw new Error(`${object.Key} has no content`)
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, await Body.transformToByteArray())
  renameSync(part, file)
}
