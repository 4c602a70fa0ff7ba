/** A lake in the bucket of the emulator: its files are put as the writer writes them, and read by two readers. */
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { mirrorLake } from '../../bin/query/s3-mirror.ts'
import type { Row } from '../../lambdas/lake/columns.ts'
import { decompressors } from '../../lambdas/lake/compaction/parquet-file.ts'
import type { LakeFile, LakeFiles, TaggedTexts } from '../../lambdas/lake/lake-files.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { createS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { BUCKETS, type useLakeBuckets } from './s3-emulator.ts'

export function lakeFolder(s3: ReturnType<typeof useLakeBuckets>, mirror: string) {
  const files = (): LakeFiles & TaggedTexts => createS3LakeFiles(s3.client, BUCKETS.lake)
  const bytesOf = async (key: string) => {
    const file = await fileOf(key)
    return (await files().read(file, 0, file.bytes)) as Uint8Array
  }
  const list = async (prefix: string): Promise<LakeFile[]> => {
    const all: LakeFile[] = []
    for await (const file of files().list(prefix)) all.push(file)
    return all
  }
  const fileOf = async (key: string): Promise<LakeFile> => {
    const found = (await list(key)).find((file) => file.key === key)
    if (!found) throw new Error(`There is no ${key}`)
    return found
  }
  return {
    files,
    list,
    fileOf,
    keys: async (prefix: string) => (await list(prefix)).map(({ key }) => key),
    async putBytes(Key: string, Body: Uint8Array): Promise<LakeFile> {
      await s3.client.send(new PutObjectCommand({ Bucket: BUCKETS.lake, Key, Body }))
      return fileOf(Key)
    },
    async put(key: string, rows: Row[]): Promise<LakeFile> {
      return this.putBytes(key, rowsToParquet(rows))
    },
    bytes: bytesOf,
    metadata: async (key: string) => parquetMetadata(new Uint8Array(await bytesOf(key)).buffer),
    /** The rows of a file as the second reader has them. */
    async rows(key: string) {
      const file = new Uint8Array(await bytesOf(key)).buffer
      return parquetReadObjects({ file, compressors: decompressors })
    },
    async sql(text: string) {
      await mirrorLake(s3.address, mirror)
      return (await (await openLake(mirror)).runAndReadAll(text)).getRowObjectsJson()
    },
  }
}
