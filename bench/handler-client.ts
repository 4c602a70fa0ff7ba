/** Calls the real HTTP handler in this process, with the events that the gateway would give it. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { Handler } from '../lambdas/http/protocol/endpoint.ts'

export const SECRET = 'secret'

export type Response = { status: number; body: string }
export type Send = (method: string, query: string, body?: string) => Promise<Response>

type Request = { key: string; method: string; query: string; body?: string | undefined }

const eventOf = ({ key, method, query, body = '' }: Request): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    routeKey: `${method} /xapi/statements`,
    rawPath: '/xapi/statements',
    rawQueryString: query,
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:${SECRET}`).toString('base64')}`,
      'content-type': 'application/json',
      'x-experience-api-version': '1.0.3',
    },
    requestContext: { requestId: 'bench', http: { method, path: '/xapi/statements' } },
    body,
    isBase64Encoded: false,
  }) as unknown as APIGatewayProxyEventV2

/** @param key of the tenant's credential */
export const handlerClient =
  (handler: Handler, key: string): Send =>
  async (method, query, body) => {
    const response = await handler(eventOf({ key, method, query, body }), {} as Context)
    // A quota's refusal is an answer that is measured, too.
    if (response.statusCode !== 200 && response.statusCode !== 429)
      throw new Error(`${method} answered ${response.statusCode}: ${response.body}`)
    return { status: response.statusCode ?? 0, body: response.body ?? '' }
  }
