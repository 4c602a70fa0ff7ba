/** Sends requests to the xAPI endpoint, as an LMS would. */
import { Failure } from '../failure.ts'

export type Key = { key: string; secret: string }
export type Answer = { status: number; text: string; etag: string }
export type Send = (
  method: string,
  resource: string,
  request?: { body?: string; headers?: { [name: string]: string }; query?: { [name: string]: string } },
) => Promise<Answer>

/** @param endpoint as clients are configured with it, ending in `/xapi` */
export function senderOf(endpoint: string, { key, secret }: Key): Send {
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
  const base = endpoint.replace(/\/$/, '')
  return async (method, resource, { body, headers, query = {} } = {}) => {
    const response = await fetch(`${base}/${resource}?${new URLSearchParams(query)}`, {
      method,
      headers: {
        authorization,
        'x-experience-api-version': '1.0.3',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(35_000),
    }).catch((cause) => {
      throw new Failure(`${base} does not answer:`, { cause })
    })
    return { status: response.status, text: await response.text(), etag: response.headers.get('etag') ?? '' }
  }
}
