/** Mirrors the lake's files to disk, where DuckDB can read them without its network extension. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { forEachConcurrently } from '../../lambdas/database/concurrency.ts'

export type LakeAddress = { endpoint: string; bucket: string; region: string }

/** Each prefix of the bucket and its place below the folder. Voids come last: each voiding statement here has its void. */
const PLACES = [
  ['lake/', ''],
  ['voids/', 'voids/'],
  ['audit/', 'audit/'],
  ['usage/', 'usage/'],
] as const

/**
 * Makes the folder hold what the bucket holds now. A file's name has its object's name and ETag, under which the content
 * never changes, so only new files are fetched. Files whose objects are gone are removed.
 * @param fetched is called after each file
 * @returns when the newest file was written, where there is one
 */
export async function mirrorLake(
  { endpoint, bucket, region }: LakeAddress,
  folder: string,
  fetched: (files: number, of: number) => void = () => undefined,
): Promise<Date | undefined> {
  const s3 = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 20_000 }),
  })
  try {
    mkdirSync(folder, { recursive: true })
    for (let listings = 1; ; listings++) {
      try {
        return await mirrorOnce({ s3, bucket, folder, fetched })
      } catch (error) {
        // Compaction removes files that others replace: those that are listed after it hold the same rows.
        if (!(error instanceof NoSuchKey) || listings === MOST_LISTINGS) throw error
      }
    }
  } finally {
    s3.destroy()
  }
}

const MOST_LISTINGS = 5

type Mirror = { s3: S3Client; bucket: string; folder: string; fetched(files: number, of: number): void }

async function mirrorOnce({ s3, bucket, folder, fetched }: Mirror): Promise<Date | undefined> {
  const { wanted, newest } = await listFiles(s3, bucket)
  const there = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isFile))
  const missing = [...wanted].filter(([file]) => !there.has(file))
  let done = 0
  await forEachConcurrently(missing, async ([file, key]) => {
    await fetchFile(s3, { Bucket: bucket, Key: key }, join(folder, file))
    fetched(++done, missing.length)
  })
  for (const file of there) if (!wanted.has(file)) rmSync(join(folder, file), { force: true })
  return newest
}

const isFile = (name: string) => name.endsWith('.parquet')

/** `wanted`: file name below the folder -> key in the bucket. */
async function listFiles(s3: S3Client, Bucket: string) {
  const wanted = new Map<string, string>()
  let newest: Date | undefined
  for (const [Prefix, place] of PLACES) {
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
      for (const { Key = '', ETag = '', LastModified = new Date(0) } of page.Contents ?? []) {
        if (!isFile(Key)) continue
        const version = ETag.replaceAll(/[^0-9a-zA-Z]/g, '')
        if (newest === undefined || LastModified > newest) newest = LastModified
        wanted.set(place + Key.slice(Prefix.length).replace(/parquet$/, `${version}.parquet`), Key)
      }
    }
  }
  return { wanted, newest }
}

/** Writes the whole file or none: another query may be reading the folder. */
async function fetchFile(s3: S3Client, object: { Bucket: string; Key: string }, file: string) {
  const { Body } = await s3.send(new GetObjectCommand(object))
  if (!Body) throw new Error(`${object.Key} has no content`)
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, await Body.transformToByteArray())
  renameSync(part, file)
}
