/** What a GET of statements responds with: their texts in the format asked for, and with `attachments` their data too. */
import { hash } from 'node:crypto'
import type { ActivityStore } from '../../activities/activity-store.ts'
import { readAhead } from '../../database/concurrency.ts'
import type { AttachmentStore } from '../../statements/attachment-store.ts'
import { msOf } from '../../statements/batch/sequence.ts'
import type { StatementStore, StoredStatement } from '../../statements/store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { attachmentsOf, toPart } from '../../xapi/attachments.ts'
import { featuresOf } from '../../xapi/features.ts'
import { parseAcceptLanguage } from '../../xapi/language.ts'
import { type Attachment, parseStored } from '../../xapi/statement.ts'
import { toCanonical, toIds } from '../../xapi/statement-format.ts'
import type { Format } from '../../xapi/statement-query.ts'
import { formatMultipart, type Part } from '../protocol/multipart.ts'
import type { HttpResponse } from '../protocol/request.ts'

/** Lambda answers with 6 MB at most, and binary responses grow by a third on the way. */
const MOST_MULTIPART_BYTES = 4_300_000

/** What the statements resource works with. */
export type StatementsDependencies = { store: StatementStore; attachments: AttachmentStore; activities: ActivityStore }

export type RenderedStatements = {
  texts: string[]
  sequences: string[]
  /** Undefined where no attachments were asked for. */
  attachments?: Part[]
  /** Sequence of the last statement, where the attachments of the next one would not fit any more. */
  endsAt?: string
}

type RenderDependencies = Omit<StatementsDependencies, 'store'> & { tenant: TenantId }
type RenderOptions = { format: Format; attachments: boolean; language: string }

export async function renderStatements(
  dependencies: RenderDependencies,
  options: RenderOptions,
  statements: StoredStatement[],
): Promise<RenderedStatements> {
  const fitting = options.attachments ? await collectAttachments(dependencies, statements) : { statements }
  const texts = await formatTexts(dependencies, options, fitting.statements)
  return { ...fitting, texts, sequences: fitting.statements.map(({ sequence }) => sequence) }
}

async function formatTexts(
  { tenant, activities }: RenderDependencies,
  { format, language }: RenderOptions,
  statements: StoredStatement[],
): Promise<string[]> {
  const texts = statements.map(({ text }) => text)
  if (format === 'exact') return texts
  if (format === 'ids') return texts.map(toIds)
  const named = texts.map((text) => featuresOf(parseStored(text), []))
  const ids = named.flatMap(({ activities, relatedActivities }) => [...activities, ...relatedActivities])
  const definitions = await activities.definitionsOf(tenant, [...new Set(ids)])
  const languages = parseAcceptLanguage(language)
  return texts.map((text) => toCanonical(text, languages, (id) => definitions.get(id)))
}

/** Each data once, in the order of the statements, for as many of them as fit (the first one always does). */
async function collectAttachments({ tenant, attachments }: RenderDependencies, statements: StoredStatement[]) {
  const named = nameAttachments(statements)
  const data = readAhead(named.flat(), ({ sha2 }) => attachments.get(tenant, sha2.toLowerCase()))
  const parts: Part[] = []
  let bytes = 0
  try {
    for (const [index, { text }] of statements.entries()) {
      const own: Part[] = []
      for (const attachment of named[index] ?? []) {
        const { value } = await data.next()
        if (value?.[1]) own.push(toPart(attachment, value[1]))
      }
      bytes += Buffer.byteLength(text) + own.reduce((sum, { body }) => sum + body.length, 0)
      if (index > 0 && bytes > MOST_MULTIPART_BYTES) {
        const endsAt = (statements[index - 1] as StoredStatement).sequence
        return { statements: statements.slice(0, index), attachments: parts, endsAt }
      }
      parts.push(...own)
    }
    return { statements, attachments: parts }
  } finally {
    await data.return(undefined)
  }
}

/** The attachments of each statement, without those that a statement before has as well. */
function nameAttachments(statements: StoredStatement[]): Attachment[][] {
  const seen = new Set<string>()
  return statements.map(({ text }) =>
    attachmentsOf(parseStored(text)).flatMap(({ attachment }) => {
      const sha2 = attachment.sha2.toLowerCase()
      if (seen.has(sha2)) return []
      seen.add(sha2)
      return [attachment]
    }),
  )
}

/** @param body JSON: the statement or the StatementResult */
export function statementsResponse({ attachments, sequences }: RenderedStatements, body: string): HttpResponse {
  const newest = Math.max(...sequences.map(msOf))
  const modified = sequences.length > 0 ? { 'Last-Modified': new Date(newest).toUTCString() } : {}
  if (attachments === undefined) {
    return { status: 200, headers: { ...modified, 'Content-Type': 'application/json' }, body }
  }
  const json = { headers: new Map([['Content-Type', 'application/json']]), body: Buffer.from(body) }
  const parts = [json, ...attachments]
  const boundary = boundaryFor(parts)
  const headers = { ...modified, 'Content-Type': `multipart/mixed; boundary=${boundary}` }
  return { status: 200, headers, body: formatMultipart(parts, boundary) }
}

/** Made of the content: equal responses are equal to the byte, and no part contains its own hash. */
const boundaryFor = (parts: Part[]) =>
  `cairn-${hash('sha256', Buffer.concat(parts.map(({ body }) => body))).slice(0, 40)}`
