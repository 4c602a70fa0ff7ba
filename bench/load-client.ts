/** One sender's requests to any LRS, over connections that stay open. */
import { Agent, request } from 'node:http'

export type LoadTarget = { endpoint: string; key: string; secret: string }
export type LoadRequest = { method: string; resource?: string; query?: string; body?: string }
export type LoadResponse = { status: number; text: string }

export function createLoadClient({ endpoint, key, secret }: LoadTarget, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const constant = {
    authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
    'content-type': 'application/json',
    'x-experience-api-version': '1.0.3',
  }
  return {
    send: ({ method, resource = 'statements', query = '', body }: LoadRequest) =>
      new Promise<LoadResponse>((resolve, reject) => {
        const headers = { ...constant, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
        const url = `${endpoint}/${resource}${query === '' ? '' : `?${query}`}`
        const sent = request(url, { agent, method, headers }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          )
          response.on('error', reject)
        })
        sent.on('error', reject)
        sent.end(body)
      }),
    close: () => agent.destroy(),
  }
}

export type LoadClient = ReturnType<typeof createLoadClient>
