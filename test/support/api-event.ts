/** A request as API Gateway hands it to a function (payload format 2.0): the parts that the endpoint reads. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

type ApiRequest = {
  method: string
  path: string
  /** As it stands in the URL. */
  query?: string
  headers?: { [name: string]: string }
  body?: string | Buffer
}

export function apiEvent({ method, path, query = '', headers = {}, body = '' }: ApiRequest): APIGatewayProxyEventV2 {
  const isText = typeof body === 'string'
  return {
    rawPath: path,
    rawQueryString: query,
    headers,
    body: isText ? body : body.toString('base64'),
    isBase64Encoded: !isText,
    requestContext: { requestId: 'request-1', http: { method } },
  } as unknown as APIGatewayProxyEventV2
}
