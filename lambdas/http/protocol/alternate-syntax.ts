/** The alternate request syntax of xAPI 1.0.3 (Communication 1.3): a POST of a form that stands for another request. */
import { type TextOrOctets, textOf } from '../../json/text.ts'
import { XapiError } from '../../xapi/errors.ts'
import { parseMediaType } from '../../xapi/media-type.ts'
import { parseQueryString } from './query-string.ts'
import type { HttpRequest } from './request.ts'
import { VERSION_HEADER } from './version.ts'

/** The form fields that stand for headers and override them; every other one is a parameter. */
const HEADERS = new Set(
  ['Authorization', VERSION_HEADER, 'Content-Type', 'Content-Length', 'If-Match', 'If-None-Match'].map((name) =>
    name.toLowerCase(),
  ),
)
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']
/** Browsers of the kind this syntax is for (`XDomainRequest`) send forms as plain text or without a type. */
const FORM_TYPES = [undefined, 'application/x-www-form-urlencoded', 'text/plain']

/**
 * The request that a request in the alternate syntax stands for: `POST <resource>?method=PUT` with a form as its body.
 * Any other request comes back as it is. Runs before authentication and version negotiation, since credentials and
 * version may stand in the form alone.
 * @param contentType of content whose type the form does not name
 * @throws XapiError `invalid` (400) when the form is not one, or in xAPI 2.0, which has no such syntax.
 */
export function unwrapAlternateSyntax(request: HttpRequest, contentType = 'application/octet-stream'): HttpRequest {
  // The escaped spellings of `method` are left to the rule on unknown parameters.
  if (request.method !== 'POST' || !/(^|&)method(=|&|$)/.test(request.query)) return request
  const fields = readForm(request)
  const version = fields.get(VERSION_HEADER.toLowerCase()) ?? request.headers.get(VERSION_HEADER.toLowerCase())
  if (version?.trim().startsWith('2.')) {
    const rule = 'must not be used: xAPI 2.0 has no alternate request syntax'
    throw new XapiError('invalid', `The parameter method ${rule}.`, [{ parameter: 'method', rule }], {
      [VERSION_HEADER]: '2.0.0',
    })
  }
  const method = methodOf(request.query)
  const content = method === 'PUT' || method === 'POST' ? contentOf(fields, method) : ''
  return {
    ...request,
    method,
    query: queryOf(fields),
    headers: headersOf(request, fields, content.length > 0 ? contentType : undefined),
    body: content,
  }
}

/** The fields by name; those that stand for headers by lower-case name, since header names have no case. */
function readForm({ headers, body }: HttpRequest): Map<string, string> {
  const contentType = headers.get('content-type')
  if (!FORM_TYPES.includes(contentType && (parseMediaType(contentType)?.type ?? contentType))) {
    throw formError('The body of a request with the parameter method must be a form.', {
      parameter: 'Content-Type',
      rule: 'must be application/x-www-form-urlencoded',
    })
  }
  const fields = new Map<string, string>()
  for (const [name, values] of parseQueryString(readText(body))) {
    const lowered = name.toLowerCase()
    const field = HEADERS.has(lowered) ? lowered : name
    const [value = ''] = values
    if (values.length > 1 || fields.has(field)) {
      const parameter = name.slice(0, 60)
      throw formError(`The form field ${parameter} is repeated.`, { parameter, rule: 'must be sent once' })
    }
    fields.set(field, value)
  }
  return fields
}

function readText(body: TextOrOctets): string {
  try {
    return textOf(body)
  } catch {
    throw formError('The form is not UTF-8.', { parameter: 'body', rule: 'must be UTF-8' })
  }
}

/** The query string holds `method` alone: the real request's parameters are form fields. */
function methodOf(query: string): string {
  const parameters = parseQueryString(query)
  const other = [...parameters.keys()].find((name) => name !== 'method')?.slice(0, 60)
  if (other !== undefined) {
    throw formError(`The parameter ${other} must be a field of the form.`, {
      parameter: other,
      rule: 'must not be here',
    })
  }
  const [method = '', repeated] = parameters.get('method') ?? []
  if (METHODS.includes(method) && repeated === undefined) return method
  const rule = `must be one of ${METHODS.join(', ')}, once`
  throw formError(`The parameter method ${rule}.`, { parameter: 'method', rule })
}

function contentOf(fields: Map<string, string>, method: string): string {
  const content = fields.get('content')
  if (content !== undefined) return content
  const rule = `is required for ${method}`
  throw formError(`The form field content ${rule}.`, { parameter: 'content', rule, found: 'nothing' })
}

function queryOf(fields: Map<string, string>): string {
  return [...fields]
    .filter(([name]) => name !== 'content' && !HEADERS.has(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

/** The type of the form itself says nothing of the content. */
function headersOf({ headers }: HttpRequest, fields: Map<string, string>, contentType: string | undefined) {
  const unwrapped = new Map(headers)
  unwrapped.delete('content-type')
  if (contentType !== undefined) unwrapped.set('content-type', contentType)
  for (const [name, value] of fields) if (HEADERS.has(name)) unwrapped.set(name, value)
  // Senders count characters or the form itself; the content's octets are known here.
  unwrapped.delete('content-length')
  return unwrapped
}

function formError(message: string, violation: { parameter: string; rule: string; found?: string }): XapiError {
  return new XapiError('invalid', message, [violation])
}
