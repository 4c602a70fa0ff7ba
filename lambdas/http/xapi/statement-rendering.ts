/** Statements as a GET returns them, one after the other: each in the format asked for, with the data of its attachments. */
import { readAhead } from '../../database/concurrency.ts'
import type { AttachmentStore } from '../../statements/attachment-store.ts'
import type { StoredStatement } from '../../statements/store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { attachmentsOf, toPart } from '../../xapi/attachments.ts'
import { type Attachment, parseStored } from '../../xapi/statement.ts'
import { toIds } from '../../xapi/statement-format.ts'
import type { Format } from '../../xapi/statement-query.ts'
import { MOST_PLAIN_BYTES } from '../protocol/answer-size.ts'
import { type Part, partLength } from '../protocol/multipart.ts'
import { type CanonicalDependencies, createCanonicalForm } from './canonical-form.ts'

/**
 * `parts`: the data of its attachments that no statement before it has. `lookups`: how many were looked for. `isWhole`:
 * none of them is left out.
 */
export type RenderedStatement = {
  sequence: string
  text: string
  parts: Part[]
  lookups: number
  isWhole: boolean
  bytes: number
}

export type RenderDependencies = CanonicalDependencies & { attachments: AttachmentStore; tenant: TenantId }
export type RenderOptions = { format: Format; attachments: boolean; language: string }

/** No answer could hold as many octets of data, compressed or not, so no more of one statement are read. */
const MOST_DATA_BYTES = 4 * MOST_PLAIN_BYTES

/** Statements must be taken in their order; whoever has enough stops. */
export async function* renderStatements(
  dependencies: RenderDependencies,
  options: RenderOptions,
  statements: StoredStatement[],
): AsyncGenerator<RenderedStatement> {
  const toForm = createForm(dependencies, options, statements)
  const data = options.attachments ? readData(dependencies, statements) : undefined
  try {
    for (const [index, { sequence }] of statements.entries()) {
      const { parts, lookups, isWhole } = (await data?.next())?.value ?? NO_DATA
      const dataBytes = parts.reduce((sum, part) => sum + partLength(part), 0)
      const text = await toForm(index, MOST_PLAIN_BYTES - dataBytes)
      yield { sequence, text, parts, lookups, isWhole, bytes: Buffer.byteLength(text) + dataBytes }
    }
  } finally {
    await data?.return(undefined)
  }
}

/** `room`: how many octets the form may have, where the format can do anything about it. */
type ToForm = (index: number, room: number) => string | Promise<string>

function createForm(dependencies: RenderDependencies, options: RenderOptions, statements: StoredStatement[]): ToForm {
  const texts = statements.map(({ text }) => text)
  const { format, language } = options
  if (format === 'canonical') return createCanonicalForm(dependencies, texts, language)
  const toText = format === 'ids' ? toIds : (text: string) => text
  return (index) => toText(texts[index] ?? '')
}

type AttachmentData = Pick<RenderedStatement, 'parts' | 'lookups' | 'isWhole'>
const NO_DATA: AttachmentData = { parts: [], lookups: 0, isWhole: true }
type Place = { index: number; attachment: Attachment }

/** The data of one statement after the other, read a few ahead: each once, and only what may have been stored. */
async function* readData(
  { tenant, attachments }: RenderDependencies,
  statements: StoredStatement[],
): AsyncGenerator<AttachmentData, undefined> {
  const places = placesOf(statements)
  let overfull = -1
  function* wanted() {
    for (const place of places) if (place.index !== overfull) yield place
  }
  const data = readAhead(wanted(), ({ attachment }) => attachments.get(tenant, attachment.sha2.toLowerCase()))
  try {
    let read = await data.next()
    for (const index of statements.keys()) {
      const own: Part[] = []
      let bytes = 0
      let lookups = 0
      for (; !read.done && read.value[0].index === index; read = await data.next()) {
        const [{ attachment }, octets] = read.value
        lookups++
        bytes += octets?.length ?? 0
        if (bytes > MOST_DATA_BYTES) overfull = index
        else if (octets !== undefined) own.push(toPart(attachment, octets))
      }
      yield overfull === index ? { parts: [], lookups, isWhole: false } : { parts: own, lookups, isWhole: true }
    }
  } finally {
    await data.return(undefined)
  }
  return undefined
}

/** The attachments of all statements, without those that a statement before has as well. */
function placesOf(statements: StoredStatement[]): Place[] {
  const seen = new Set<string>()
  return statements.flatMap(({ text, mayHaveData }, index) =>
    attachmentsOf(parseStored(text)).flatMap(({ attachment }) => {
      const sha2 = attachment.sha2.toLowerCase()
      if (seen.has(sha2) || !mayHaveData(sha2)) return []
      seen.add(sha2)
      return [{ index, attachment }]
    }),
  )
}
