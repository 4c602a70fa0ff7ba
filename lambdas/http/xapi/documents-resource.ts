/** The document resources (Communication 2.2, 2.3, 2.6, 2.7, 3.1; 2.0 4.1.6.2, 4.1.6.5, 4.1.6.6): three, with one set of rules. */
import type { DocumentAddress, DocumentPlace, DocumentStore, StoredDocument } from '../../documents/document-store.ts'
import { octetsOf } from '../../json/text.ts'
import { checkDocument, type Document, mergeDocument, toDocument } from '../../xapi/document.ts'
import { type DocumentMethod, type DocumentQuery, parseDocumentQuery } from '../../xapi/document-query.ts'
import { XapiError } from '../../xapi/errors.ts'
import {
  DOCUMENT_RESOURCES,
  type DocumentResource,
  isNotModified,
  judgeWrite,
  type Preconditions,
  parsePreconditions,
  verdictError,
} from '../../xapi/precondition.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Call, MethodHandler, Resource } from '../protocol/resource.ts'
import { requireDocuments } from './reach.ts'

/** Lambda answers with 6 MB at most, and octets grow by a third on the way: what went in must come out. */
const MOST_DOCUMENT_BYTES = 4_400_000
/** Far beyond any URL; only a form of the alternate syntax can carry more. Both lie in the document's item. */
const MOST_ID_BYTES = 10_000
const MOST_TYPE_BYTES = 1_000

/** The three resources by name. */
export const documentResources = (documents: DocumentStore): [DocumentResource, Resource][] =>
  DOCUMENT_RESOURCES.map((resource) => [resource, documentResource(resource, documents)])

function documentResource(resource: DocumentResource, documents: DocumentStore): Resource {
  const handler =
    (method: DocumentMethod, handle: (request: DocumentRequest) => Promise<HttpResponse>): MethodHandler =>
    async (call) => {
      const query = parseDocumentQuery(resource, method, parseQueryString(call.request.query), call.version)
      const { activityId, agent, registration } = query
      const context = {
        ...(activityId !== undefined && { activityId }),
        ...(agent !== undefined && { agent }),
        ...(registration !== undefined && { registration }),
      }
      const id = query.target === 'one' ? query.id : undefined
      requireDocuments(call.principal, { resource, method, context, id })
      return handle({ documents, call, query, place: { resource, context } })
    }
  return {
    handlers: {
      GET: handler('GET', getDocument),
      PUT: handler('PUT', putDocument),
      POST: handler('POST', postDocument),
      DELETE: handler('DELETE', deleteDocuments),
    },
  }
}

/** A request with what its parameters name: one document, or those of a place. */
type DocumentRequest = { documents: DocumentStore; call: Call; query: DocumentQuery; place: DocumentPlace }

async function getDocument(request: DocumentRequest): Promise<HttpResponse> {
  const { documents, call, query, place } = request
  const { tenant } = call.principal
  if (query.target !== 'one') return listDocuments(request)
  const preconditions = parsePreconditions(call.request.headers)
  const document = await documents.get(tenant, addressOf(request))
  if (document === undefined) throw new XapiError('notFound', `There is no such document of ${place.resource}.`)
  const headers = { ETag: document.etag, 'Last-Modified': httpDate(document.updated) }
  if (isNotModified(document.etag, preconditions)) return { status: 304, headers }
  return { status: 200, headers: { ...headers, ...contentHeaders(document) }, body: Buffer.from(document.bytes) }
}

/** Whoever may store documents may store a page: a browser must not run it here, where it keeps the reader's credentials. */
const contentHeaders = ({ contentType }: StoredDocument) => ({
  'Content-Type': contentType,
  'Content-Security-Policy': 'sandbox',
  'X-Content-Type-Options': 'nosniff',
})

/** The standard leaves the order of ids open; a fixed one serves those who compare. `Last-Modified` is the newest document's. */
async function listDocuments({ documents, call, query, place }: DocumentRequest): Promise<HttpResponse> {
  const since = query.target === 'ids' ? query.since : undefined
  const entries = await documents.list(call.principal.tenant, place, since)
  const newest = entries.reduce((latest, { updated }) => Math.max(latest, updated), 0)
  const modified = entries.length > 0 ? { 'Last-Modified': httpDate(newest) } : {}
  const body = JSON.stringify(entries.map(({ id }) => id).sort())
  const headers = { 'Content-Type': 'application/json', ...modified }
  return { status: 200, headers, body, told: { count: entries.length } }
}

async function putDocument(request: DocumentRequest): Promise<HttpResponse> {
  const { documents, call } = request
  const document = checkedDocument(request)
  await call.admit({ stores: true })
  const write = writeOf(request, 'PUT')
  if (judgeWrite(write, undefined, write.preconditions) === 'preconditionMissing' && !mayPutBlindly(call)) {
    const stored = await documents.get(call.principal.tenant, addressOf(request))
    throw writeError(write, stored?.etag)
  }
  // A PUT that must say what it expects, and does not, may only create: 409 over anything that is there.
  const isBlind = judgeWrite(write, '"any"', write.preconditions) === 'conflict'
  const enforced: Preconditions = isBlind ? { ifNoneMatch: '*' } : write.preconditions
  const written = await documents.put(call.principal.tenant, addressOf(request), { document, ...enforced })
  if (!written.done) throw writeError(write, written.etag)
  return { status: 204, told: { documents: written.changes } }
}

/** What 2.0 lets everybody do. Over a document that is there it stays a conflict. */
function mayPutBlindly({ leniency }: Call): boolean {
  const isAllowed = leniency.allows('blind-profile-put')
  if (isAllowed) leniency.note('blind-profile-put')
  return isAllowed
}

/** Broken JSON that is let pass keeps its octets; its type becomes one that promises readers nothing. */
function checkedDocument({ call, place }: DocumentRequest): Document {
  const document = readDocument(call)
  try {
    checkDocument(document)
    return document
  } catch (error) {
    if (place.resource !== 'activities/state' || !call.leniency.allows('broken-json-state')) throw error
    call.leniency.note('broken-json-state')
    return { ...document, contentType: 'application/octet-stream' }
  }
}

async function postDocument(request: DocumentRequest): Promise<HttpResponse> {
  const { documents, call } = request
  const posted = readDocument(call)
  await call.admit({ stores: true })
  const write = writeOf(request, 'POST')
  const changes = await documents.update(call.principal.tenant, addressOf(request), (stored) => {
    const verdict = judgeWrite(write, stored?.etag, write.preconditions)
    if (verdict !== 'proceed') throw verdictError(verdict)
    return requireFitting(mergeDocument(stored, posted))
  })
  return { status: 204, told: { documents: changes } }
}

/** Deleting what is not there is done already; all documents of a context have no ETag to compare (3.1). */
async function deleteDocuments(request: DocumentRequest): Promise<HttpResponse> {
  const { documents, call, query, place } = request
  const { tenant } = call.principal
  if (query.target !== 'one') {
    return { status: 204, told: { documents: await documents.removeAll(tenant, place) } }
  }
  const write = writeOf(request, 'DELETE')
  const written = await documents.remove(tenant, addressOf(request), write.preconditions)
  if (!written.done) throw writeError(write, written.etag)
  return { status: 204, told: { documents: written.changes } }
}

/** What the rules judge of a write. */
const writeOf = ({ call, place }: DocumentRequest, method: 'PUT' | 'POST' | 'DELETE') => ({
  resource: place.resource,
  method,
  version: call.version,
  preconditions: parsePreconditions(call.request.headers),
})

/** Why a write whose condition failed is refused: the rules say it of the document that stood against it. */
function writeError(write: ReturnType<typeof writeOf>, current: string | undefined): XapiError {
  const verdict = judgeWrite(write, current, write.preconditions)
  return verdictError(verdict === 'proceed' ? 'preconditionFailed' : verdict)
}

function addressOf({ query, place }: DocumentRequest): DocumentAddress {
  const id = query.target === 'one' ? query.id : ''
  if (Buffer.byteLength(id) > MOST_ID_BYTES) {
    throw new XapiError('tooLarge', `The id of a document may have ${MOST_ID_BYTES} bytes.`)
  }
  return { ...place, id }
}

function readDocument({ request }: Call): Document {
  const document = toDocument(request.headers.get('content-type'), octetsOf(request.body))
  // It becomes a header of responses, and a form's field may hold what no header can: line ends.
  if (!/^[\t\x20-\x7e]+$/.test(document.contentType) || document.contentType.length > MOST_TYPE_BYTES) {
    const rule = `must be visible ASCII characters, ${MOST_TYPE_BYTES} at most`
    throw new XapiError('invalid', `The header Content-Type ${rule}.`, [{ parameter: 'Content-Type', rule }])
  }
  return requireFitting(document)
}

function requireFitting(document: Document): Document {
  if (document.bytes.length <= MOST_DOCUMENT_BYTES) return document
  throw new XapiError('tooLarge', `A document may have ${MOST_DOCUMENT_BYTES} bytes.`)
}

const httpDate = (milliseconds: number) => new Date(milliseconds).toUTCString()
