/** The files of the lake on S3. */
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { throwUnavailable } from '../../database/unavailable.ts'
import { GoneFile, type LakeFiles } from './lake-files.ts'

/** An operator's command has time; a connection that hangs is given up all the same. */
const REQUEST_TIMEOUT_MS = 30_000
const ATTEMPTS = 6

export function createLakeFiles(bucket: string): LakeFiles {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  })
  const client = new S3Client({ maxAttempts: ATTEMPTS, requestHandler })
  return {
    async *list(Prefix) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
        for (const { Key = '', Size = 0 } of Contents) yield { key: Key, bytes: Size }
      }
    },
    async folders(Prefix) {
      const names: string[] = []
      const input = { Bucket: bucket, Prefix, Delimiter: '/' }
      for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client }, input)) {
        for (const { Prefix: found = '' } of CommonPrefixes) names.push(found.slice(Prefix.length, -1))
      }
      return names
    },
    async read(Key, { start, end }) {
      const input = { Bucket: bucket, Key, Range: `bytes=${start}-${end - 1}` }
      try {
        const bytes = await throwUnavailable(client.send(new GetObjectCommand(input)).then(bodyOf))
        return bytes ?? new Uint8Array()
      } catch (error) {
        if (error instanceof NoSuchKey) throw new GoneFile(`The file ${Key} is gone.`)
        throw error
      }
    },
  }
}

const bodyOf = async ({ Body }: { Body?: { transformToByteArray(): Promise<Uint8Array> } | undefined }) =>
  Body?.transformToByteArray()
