/**
 * Content in a browser calls the LRS from another origin. Neither version speaks of it, so: any origin, since rights
 * come from the credentials in `Authorization` and never from a cookie; and on errors too, or scripts can't read them.
 */
import type { Operation } from './routing.ts'

const EXPOSED = [
  'ETag',
  'Last-Modified',
  'Content-Type',
  'Content-Length',
  'Retry-After',
  'WWW-Authenticate',
  'X-Experience-API-Version',
  'X-Experience-API-Consistent-Through',
  'X-Cairn-Left-Out',
  'X-Cairn-Without-Data',
]

const ALLOWED = [
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'Accept',
  'Accept-Language',
  'If-Match',
  'If-None-Match',
  'X-Experience-API-Version',
  'X-Experience-API-Hash',
]

export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': EXPOSED.join(', '),
}

/** Browsers keep it for 2 hours at most. */
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': ALLOWED.join(', '),
  'Access-Control-Max-Age': '7200',
}

/** OPTIONS of any resource. A preflight carries neither credentials nor a version, so it is open to all. */
export const PREFLIGHT: Operation = {
  scope: 'none',
  handle: async () => ({ status: 204, headers: PREFLIGHT_HEADERS }),
}
