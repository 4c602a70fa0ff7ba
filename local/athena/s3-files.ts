/**
 * The files of the lake on this disk, where DuckDB reads them. They are listed and fetched with the rights of whoever
 * asks, as Athena does it: what its caller may not read, a query may not read either.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { REGION } from '../template/account.ts'

/** Who asks, and where S3 is for them: behind the gate, or, for the owner of the machine, the engine itself. */
/** `token`: of a session. */
export type Caller = { accessKeyId: string; token?: string; s3: string; gate?: string }
export type LakeFiles = {
  /** The files below a prefix, on this disk, as the bucket has them now. @throws what S3 says where it refuses */
  fetch(caller: Caller, bucket: string, prefix: string): Promise<string[]>
  /** The folders right below a prefix: `tenant=demo`. */
  folders(caller: Caller, bucket: string, prefix: string): Promise<string[]>
  put(caller: Caller, bucket: string, key: string, text: string): Promise<void>
  requireReadable(caller: Caller, bucket: string, key: string): Promise<void>
  stop(): void
}

/** At once: one more would wait for the disk. */
const MOST_FETCHES = 12

export function createLakeFiles(folder: string): LakeFiles {
  const clients = new Map<string, S3Client>()
  const clientOf = ({ accessKeyId, token, s3 }: Caller): S3Client => {
    const id = `${accessKeyId} ${s3}`
    const client = clients.get(id) ?? connect(s3, { accessKeyId, ...(token !== undefined && { sessionToken: token }) })
    clients.set(id, client)
    return client
  }
  return {
    async fetch(caller, bucket, prefix) {
      const s3 = clientOf(caller)
      const objects = await list(s3, bucket, prefix)
      const files = objects.map(({ key, version }) => ({
        key,
        file: join(folder, bucket, key.replace(/(\.\w+)?$/, `.${version}$1`)),
      }))
      const missing = files.filter(({ file }) => !existsSync(file))
      // To list names is one right, to read is another: where nothing is new, one file stands for all of the prefix.
      const [first] = files
      if (missing.length === 0 && first) await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: first.key }))
      const work = missing.values()
      const fetchNext = async () => {
        for (const { key, file } of work) await fetchFile(s3, { Bucket: bucket, Key: key }, file)
      }
      await Promise.all(Array.from({ length: MOST_FETCHES }, fetchNext))
      forget(join(folder, bucket, prefix), new Set(files.map(({ file }) => file)))
      return files.map(({ file }) => file)
    },
    async folders(caller, bucket, prefix) {
      const names: string[] = []
      const pages = paginateListObjectsV2(
        { client: clientOf(caller) },
        { Bucket: bucket, Prefix: prefix, Delimiter: '/' },
      )
      for await (const { CommonPrefixes = [] } of pages)
        names.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1)))
      return names
    },
    async put(caller, bucket, key, text) {
      await clientOf(caller).send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/octet-stream' }),
      )
    },
    async requireReadable(caller, bucket, key) {
      await clientOf(caller).send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }))
    },
    stop: () => {
      for (const client of clients.values()) client.destroy()
    },
  }
}

const connect = (endpoint: string, identity: { accessKeyId: string; sessionToken?: string }) =>
  new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { ...identity, secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 20_000 }),
  })

/** Athena passes over names that begin with a dot or an underscore, and over what is empty. */
async function list(s3: S3Client, Bucket: string, Prefix: string) {
  const objects: { key: string; version: string }[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key = '', ETag = '', Size = 0 } of Contents)
      if (Size > 0 && !/(?:^|\/)[._][^/]*$/.test(Key))
        objects.push({ key: Key, version: ETag.replaceAll(/[^0-9a-zA-Z]/g, '') })
  }
  return objects
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

/** How long a file stays that the bucket has no more: a query that began before may read it. */
const KEPT_MS = 15 * 60_000

const leaving = new Set<string>()

function forget(folder: string, wanted: ReadonlySet<string>): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name)
    if (wanted.has(file) || leaving.has(file) || !/\.\w+\.\w+$/.test(name) || name.endsWith('.part')) continue
    leaving.add(file)
    setTimeout(() => {
      leaving.delete(file)
      rmSync(file, { force: true })
    }, KEPT_MS).unref()
  }
}
