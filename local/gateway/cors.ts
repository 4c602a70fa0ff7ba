/** What an HTTP API with a CORS configuration does by itself: it answers preflights, and adds its headers to answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cors } from '../template/http-api.ts'

/** OPTIONS that no route takes. Without an Origin it is no preflight, and gets no header. */
export function answerOptions(cors: Cors, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin !== undefined) {
    setAll(response, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': cors.methods.join(','),
      'access-control-allow-headers': cors.headers.join(','),
      'access-control-max-age': String(cors.maxAgeSeconds),
    })
  }
  response.writeHead(204).end()
}

/** The API's headers stand in place of those of the function. */
export function addCorsHeaders(cors: Cors, request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (name.toLowerCase().startsWith('access-control-')) response.removeHeader(name)
  }
  if (request.headers.origin === undefined) return
  setAll(response, {
    'access-control-allow-origin': '*',
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(',') }),
  })
}

function setAll(response: ServerResponse, headers: { [name: string]: string }): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
