/** Where an export goes: a folder of this machine, or a part of a bucket. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { ExportTarget } from '../../lambdas/lake/export/export.ts'
import { UsageError } from './failure.ts'

/** @param text a folder, or `s3://bucket/prefix` @throws UsageError */
export function targetOf(text: string): ExportTarget {
  if (!text.includes('://')) return folderTarget(resolve(text))
  const [, bucket, prefix] = /^s3:\/\/([a-z0-9][a-z0-9.-]+[a-z0-9])\/*(.*?)\/*$/.exec(text) ?? []
  if (bucket === undefined || prefix === undefined)
    throw new UsageError(`${text} is neither a folder nor s3://bucket/prefix.`)
  return bucketTarget(bucket, prefix === '' ? '' : `${prefix}/`)
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Unfinished files end so, and are no part of an export. */
const PART = '.part'

const folderTarget = (folder: string): ExportTarget => ({
  name: folder,
  async put(name, bytes) {
    const file = join(folder, name)
    // Personal data: nobody else on this machine may read it.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(`${file}${PART}`, bytes, { mode: 0o600 })
    await rename(`${file}${PART}`, file)
  },
  async get(name) {
    try {
      return await readFile(join(folder, name))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },
  async list() {
    try {
      return (await readdir(folder)).filter((name) => !name.endsWith(PART)).sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
})

function bucketTarget(Bucket: string, prefix: string): ExportTarget {
  // It may be another account's bucket, in another region.
  const client = new S3Client({ followRegionRedirects: true, maxAttempts: 6 })
  return {
    name: `s3://${Bucket}/${prefix}`,
    async put(name, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key: `${prefix}${name}`, Body }))
    },
    async get(name) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: `${prefix}${name}` }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async list() {
      const names: string[] = []
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
        names.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length)))
      }
      return names
    },
  }
}
