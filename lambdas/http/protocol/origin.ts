/** The origin that a request was sent to. */
import type { HttpRequest } from './request.ts'

/** As the sender reached this; nothing, where it sent what no host looks like: the links are relative then. */
export function originOf({ headers }: Pick<HttpRequest, 'headers'>): string {
  const host = headers.get('host') ?? ''
  const scheme = headers.get('x-forwarded-proto') === 'http' ? 'http' : 'https'
  return /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i.test(host) ? `${scheme}://${host}` : ''
}
