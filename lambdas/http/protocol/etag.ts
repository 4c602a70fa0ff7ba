/** Entity tags on resources that are made from what is stored: activities and agents. */
import { etagOf } from '../../xapi/document.ts'
import { isNotModified, parsePreconditions } from '../../xapi/precondition.ts'
import type { HttpRequest, HttpResponse } from './request.ts'

/** JSON with an ETag, which 1.0.3 wants of `activities` and `agents` too (Communication 3.1), or 304. */
export function taggedResponse({ headers }: HttpRequest, json: string): HttpResponse {
  const body = Buffer.from(json)
  const etag = etagOf(body)
  if (isNotModified(etag, parsePreconditions(headers))) return { status: 304, headers: { ETag: etag } }
  return { status: 200, headers: { ETag: etag, 'Content-Type': 'application/json' }, body: json }
}
