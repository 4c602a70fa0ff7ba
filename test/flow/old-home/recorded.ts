/**
 * The fixture: a home as it was written at an earlier commit (`home.zst`), the items of its tables (`items.jsonl.zst`),
 * and the answers of that commit's code (`answers.json.zst`). `record.ts` makes all three.
 */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { runCairn } from '../../support/cairn.ts'

const fileOf = (name: string) => join(import.meta.dirname, name)
const read = (name: string) => zstdDecompressSync(readFileSync(fileOf(name)))
/** The window is larger than any of the files: most answers repeat statements of other answers. */
const STRONGEST = { params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 23 } }
const write = (name: string, content: string | Buffer) =>
  writeFileSync(fileOf(name), zstdCompressSync(content, STRONGEST))

export type ReadRequest = {
  /** The key of a credential. */
  login: string
  version: string
  method?: 'HEAD'
  path: string
  headers?: { [name: string]: string }
}
export type Page = { status: number; headers: { [name: string]: string }; body: string }
export type Answers = {
  commit: string
  /** By the key of the credential. */
  secrets: { [login: string]: string }
  requests: (ReadRequest & { pages: Page[] })[]
  commands: { words: string; code: number; out: string }[]
  queries: { sql: string; rows: object[] }[]
}

export const readAnswers = (): Answers => JSON.parse(read('answers.json.zst').toString())
export const writeAnswers = (answers: Answers) => write('answers.json.zst', JSON.stringify(answers))

export const readItems = (): string[] => read('items.jsonl.zst').toString().split('\n')
export const writeItems = (lines: string[]) => write('items.jsonl.zst', lines.join('\n'))

/** A line of JSON with the name and size of each file, then their contents one after the other. */
export function writeHome(folder: string, names: string[]): void {
  const contents = names.map((name) => readFileSync(join(folder, name)))
  const directory = JSON.stringify(names.map((name, at) => [name, contents[at]?.length]))
  write('home.zst', Buffer.concat([Buffer.from(`${directory}\n`), ...contents]))
}

export function unpackHome(folder: string): void {
  const packed = read('home.zst')
  const end = packed.indexOf('\n')
  let start = end + 1
  for (const [name, size] of JSON.parse(packed.toString('utf8', 0, end)) as [string, number][]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), packed.subarray(start, start + size))
    start += size
  }
}

export type Lrs = { endpoint: string; secrets: Answers['secrets'] }

export function headersFor({ secrets }: Lrs, { login, version, headers }: Omit<ReadRequest, 'path' | 'method'>) {
  const authorization = `Basic ${Buffer.from(`${login}:${secrets[login]}`).toString('base64')}`
  return { ...headers, authorization, 'x-experience-api-version': version }
}

/** Follows `more` to the last page. */
export async function ask(lrs: Lrs, request: ReadRequest): Promise<Page[]> {
  const pages: Page[] = []
  for (let next = `${lrs.endpoint}/${request.path}`; next !== ''; ) {
    const response = await fetch(next, { method: request.method ?? 'GET', headers: headersFor(lrs, request) })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1')
    pages.push(pageOf(response, text))
    const more = MORE.exec(text)?.[1] ?? ''
    next = more === '' ? '' : new URL(more, lrs.endpoint).href
  }
  return pages
}

const HEADERS = ['content-type', 'etag', 'last-modified', 'x-experience-api-version']
const MORE = /"more":"([^"]*)"/
/** Long texts are recorded as hashes: they would bury the difference in the message of a failed test. */
const LONG = /[\w+/=. ]{1000,}/g

const hashOf = (text: string) => `${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}`

/** Leaves out what depends on the time of the request: the token of `more`, and the boundary, which is a hash of the answer. */
function pageOf({ status, headers }: Response, text: string): Page {
  const boundary = /boundary=(\S+)/.exec(headers.get('content-type') ?? '')?.[1]
  const withoutBoundary = (value: string) => (boundary === undefined ? value : value.replaceAll(boundary, 'boundary'))
  const present = HEADERS.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, withoutBoundary(value)]]
  })
  const body = withoutBoundary(text)
    .replace(MORE, (_, more) => `"more":"${more === '' ? '' : 'next page'}"`)
    .replaceAll(LONG, hashOf)
    // One line for each statement, so that the message of a failed test shows only those that differ.
    .replaceAll('},{"id":', '},\n{"id":')
  return { status, headers: Object.fromEntries(present), body }
}

/** What is recorded of a command on the runner of a home. */
export async function cairn(home: string, words: string[]): Promise<{ code: number; out: string }> {
  const { code, out } = await runCairn(home, words)
  return { code, out }
}
