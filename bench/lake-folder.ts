/** The lake's files in a folder of this machine, where DuckDB reads them; each request that S3 would be paid for is counted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LakeFile, LakeFiles } from '../lambdas/lake/lake-files.ts'

export type Requests = { list: number; get: number; put: number; delete: number }

export function lakeInFolder(
  folder: string,
): LakeFiles & { requests: Requests; put(key: string, body: Uint8Array): void } {
  const requests: Requests = { list: 0, get: 0, put: 0, delete: 0 }
  const placeOf = (key: string) => join(folder, key)
  const put = (key: string, body: Uint8Array | string) => {
    requests.put++
    mkdirSync(dirname(placeOf(key)), { recursive: true })
    writeFileSync(placeOf(key), body)
  }
  return {
    requests,
    put,
    async *list(prefix) {
      requests.list++
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      for (const key of names.filter((name) => name.startsWith(prefix)).sort()) {
        const { size, mtime, isFile } = { ...factsOf(placeOf(key)) }
        if (isFile) yield { key, bytes: size, etag: `${size}-${mtime.getTime()}`, written: mtime } satisfies LakeFile
      }
    },
    async folders(prefix) {
      requests.list++
      const entries = readdirSync(placeOf(prefix), { withFileTypes: true })
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    },
    async read({ key }, start, end) {
      requests.get++
      return readFileSync(placeOf(key)).subarray(start, end)
    },
    create(key) {
      const parts: Uint8Array[] = []
      return {
        append: async (bytes) => void parts.push(bytes),
        finish: async () => put(key, Buffer.concat(parts)),
        abort: async () => void parts.splice(0),
      }
    },
    async getText(key) {
      requests.get++
      return existsSync(placeOf(key)) ? readFileSync(placeOf(key), 'utf8') : undefined
    },
    putText: async (key, text) => put(key, text),
    async delete(key) {
      requests.delete++
      rmSync(placeOf(key))
    },
  }
}

function factsOf(file: string) {
  const facts = statSync(file)
  return { size: facts.size, mtime: facts.mtime, isFile: facts.isFile() }
}
