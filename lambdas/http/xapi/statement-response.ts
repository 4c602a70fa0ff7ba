/** What a GET of statements responds with: JSON, and with `attachments` a part for each datum after it. */
import { hash } from 'node:crypto'
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { AttachmentStore } from '../../statements/attachment-store.ts'
import { msOf } from '../../statements/batch/sequence.ts'
import type { StatementStore } from '../../statements/store.ts'
import { formatMultipart, type Part } from '../protocol/multipart.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { RenderedStatement } from './statement-rendering.ts'

/** What the statements resource works with. */
export type StatementsDependencies = {
  store: StatementStore
  attachments: AttachmentStore
  activities: ActivityStore
  /** Where `more` leads, if not to xAPI's own path. */
  statementsPath?: string
}

/** @param json the statement or the StatementResult; `attachments`: whether the response is multipart */
export function statementsResponse(
  shown: Pick<RenderedStatement, 'sequence' | 'parts'>[],
  json: string,
  { attachments }: { attachments: boolean },
): HttpResponse {
  const newest = Math.max(...shown.map(({ sequence }) => msOf(sequence)))
  const modified = shown.length > 0 ? { 'Last-Modified': new Date(newest).toUTCString() } : {}
  if (!attachments) return { status: 200, headers: { ...modified, 'Content-Type': 'application/json' }, body: json }
  const first = { headers: new Map([['Content-Type', 'application/json']]), body: Buffer.from(json) }
  const parts = [first, ...shown.flatMap((one) => one.parts)]
  const boundary = boundaryFor(parts)
  const headers = { ...modified, 'Content-Type': `multipart/mixed; boundary=${boundary}` }
  return { status: 200, headers, body: formatMultipart(parts, boundary) }
}

/** Made of the content: equal responses are equal to the byte, and no part contains its own hash. */
const boundaryFor = (parts: Part[]) =>
  `cairn-${hash('sha256', Buffer.concat(parts.map(({ body }) => body))).slice(0, 40)}`
