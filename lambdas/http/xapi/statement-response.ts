/** What a GET of statements answers with: their texts in the format asked for, and with `attachments` the data too. */
import { hash } from 'node:crypto'
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { AttachmentStore } from '../../statements/attachments.ts'
import { msOf } from '../../statements/batch/sequence.ts'
import type { StatementStore, StoredStatement } from '../../statements/store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { attachmentsOf, toPart } from '../../xapi/attachments.ts'
import { features } from '../../xapi/features.ts'
import { toCanonical, toIds } from '../../xapi/format.ts'
import { parseAcceptLanguage } from '../../xapi/language.ts'
import type { Statement } from '../../xapi/statement.ts'
import type { Format } from '../../xapi/statement-query.ts'
import { formatMultipart, type Part } from '../protocol/multipart.ts'
import type { HttpResponse } from '../protocol/request.ts'

/** Binary answers grow by a third on their way through Lambda, which takes 6 MB. */
const MOST_SHEET_BYTES = 4_300_000

export type RenderedPage = {
  texts: string[]
  sequences: string[]
  /** The attachments' parts; undefined where none were asked for. */
  parts?: Part[]
  /** `sq` of the last statement, where the data of the next one would not fit any more. */
  cut?: string
}

/** What the statements resource works with. */
export type StatementsParts = { store: StatementStore; attachments: AttachmentStore; activities: ActivityStore }

type Sources = Omit<StatementsParts, 'store'> & { tenant: TenantId }
type Rendering = { format: Format; attachments: boolean; language: string }

export async function renderStatements(
  sources: Sources,
  rendering: Rendering,
  statements: StoredStatement[],
): Promise<RenderedPage> {
  const fitting = rendering.attachments ? await collectParts(sources, statements) : { statements }
  const texts = await format(sources, rendering, fitting.statements)
  return { ...fitting, texts, sequences: fitting.statements.map(({ sequence: sq }) => sq) }
}

async function format({ tenant, activities }: Sources, { format, language }: Rendering, statements: StoredStatement[]) {
  const texts = statements.map(({ text }) => text)
  if (format === 'exact') return texts
  if (format === 'ids') return texts.map(toIds)
  const named = texts.map((text) => features(JSON.parse(text) as Statement, []))
  const ids = named.flatMap(({ activities, relatedActivities }) => [...activities, ...relatedActivities])
  const definitions = await activities.definitionsOf(tenant, [...new Set(ids)])
  const languages = parseAcceptLanguage(language)
  return texts.map((text) => toCanonical(text, languages, (id) => definitions.get(id)))
}

/** Each data once, in the order of the statements, for as many of them as fit (the first one always does). */
async function collectParts({ tenant, attachments }: Sources, statements: StoredStatement[]) {
  const parts = new Map<string, Part>()
  let bytes = 0
  for (const [index, { text }] of statements.entries()) {
    const own = new Map<string, Part>()
    for (const { attachment } of attachmentsOf(JSON.parse(text) as Statement)) {
      const sha2 = attachment.sha2.toLowerCase()
      if (parts.has(sha2) || own.has(sha2)) continue
      const data = await attachments.get(tenant, sha2)
      if (data) own.set(sha2, toPart(attachment, data))
    }
    bytes += Buffer.byteLength(text) + [...own.values()].reduce((sum, { body }) => sum + body.length, 0)
    if (index > 0 && bytes > MOST_SHEET_BYTES) {
      const cut = (statements[index - 1] as StoredStatement).sequence
      return { statements: statements.slice(0, index), parts: [...parts.values()], cut }
    }
    for (const [sha2, part] of own) parts.set(sha2, part)
  }
  return { statements, parts: [...parts.values()] }
}

/** @param body JSON: the statement or the StatementResult */
export function answer({ parts, sequences: sqs }: RenderedPage, body: string): HttpResponse {
  const newest = Math.max(...sqs.map(msOf))
  const modified = sqs.length > 0 ? { 'Last-Modified': new Date(newest).toUTCString() } : {}
  if (parts === undefined) return { status: 200, headers: { ...modified, 'Content-Type': 'application/json' }, body }
  const json = { headers: new Map([['Content-Type', 'application/json']]), body: Buffer.from(body) }
  const boundary = boundaryFor([json, ...parts])
  const headers = { ...modified, 'Content-Type': `multipart/mixed; boundary=${boundary}` }
  return { status: 200, headers, body: formatMultipart([json, ...parts], boundary) }
}

/** Made of the content, so that the same answer is the same to the byte, and not to be found in it. */
const boundaryFor = (parts: Part[]) =>
  `cairn-${hash('sha256', Buffer.concat(parts.map(({ body }) => body))).slice(0, 40)}`
