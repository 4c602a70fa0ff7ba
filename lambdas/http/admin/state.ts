/**
 * Which state of a resource is meant: its ETag stands for its version, which every change replaces. What changes a
 * resource says in `If-Match` which version it knows (428 without, 412 for another), so nobody undoes what they did not
 * see. `If-Match: *` stands for whatever is there, `If-None-Match: *` for nothing.
 */
import { isNotModified, type Preconditions, parsePreconditions } from '../../xapi/precondition.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import { json } from './json-body.ts'
import { Problem } from './problem.ts'

export const etagOfVersion = (version: string): string => `"${version}"`

/** What `If-Match` and `If-None-Match` say of the version: a condition for the table. */
export type OnVersion = { oneOf?: '*' | string[]; noneOf?: '*' | string[] }

/** @throws Problem `precondition-required` where the request says nothing of it */
export function requiredState(request: HttpRequest): OnVersion {
  const { ifMatch, ifNoneMatch } = parsePreconditions(request.headers)
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    const message =
      'Send If-Match with the ETag of what you change, as GET told it; or If-Match: * for whatever is there.'
    throw new Problem('precondition-required', message)
  }
  return {
    ...(ifMatch !== undefined && { oneOf: versionsOf(ifMatch) }),
    ...(ifNoneMatch !== undefined && { noneOf: versionsOf(ifNoneMatch) }),
  }
}

const versionsOf = (etags: NonNullable<Preconditions['ifMatch']>) =>
  etags === '*' ? etags : etags.map((etag) => etag.replace(/^"|"$/g, ''))

/** @param version of what is there; undefined where nothing is. @throws Problem `precondition-failed` */
export function requireState({ oneOf, noneOf }: OnVersion, version: string | undefined): void {
  const isIn = (versions: '*' | string[]) => version !== undefined && (versions === '*' || versions.includes(version))
  if ((oneOf !== undefined && !isIn(oneOf)) || (noneOf !== undefined && isIn(noneOf))) throw changedMeanwhile()
}

export const changedMeanwhile = (): Problem =>
  new Problem('precondition-failed', 'It is not in the state that you know: get it again, and decide anew.')

/** JSON with its ETag; 304 where a GET knows it. */
export function tagged(request: HttpRequest, version: string, value: unknown): HttpResponse {
  const ETag = etagOfVersion(version)
  const isGet = request.method === 'GET' || request.method === 'HEAD'
  if (isGet && isNotModified(ETag, parsePreconditions(request.headers))) return { status: 304, headers: { ETag } }
  return json(200, value, { ETag })
}
