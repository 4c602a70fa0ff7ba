/**
 * Runs as a child process, so that a long query stops nothing else: serves Athena on 127.0.0.1 and tells the runner the
 * port: `<folder> <port, 0 for any>`. The folder has `template.json`; who calls and where their S3 is stand in each call.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Athena } from './athena.ts'
import { answerCall } from './athena-api.ts'
import { RIGHTS_ONLY } from './glue-rights.ts'
import { Refusal } from './refusal.ts'

/** What the runner says beside what the templates say: where S3 itself is, for callers who come past the gate. */
type Settings = { s3: string; databases: object; workgroups: object[] }

const [folder = '', port = '0'] = process.argv.slice(2)
const settings: Settings = JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8'))

/** DuckDB takes a third of a second and fifty megabytes: it is there once somebody asks. */
let opened: Promise<Athena> | undefined
const open = async (): Promise<Athena> => {
  const { createAthena } = await import('./athena.ts')
  return createAthena(folder, JSON.parse(JSON.stringify(settings)))
}

const server = createServer(async (incoming, outgoing) => {
  const { status, body } = await answer(incoming).then((found) => ({ status: 200, body: found }), refuse)
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
})

async function answer(incoming: IncomingMessage): Promise<object> {
  const { headers } = incoming
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const [, accessKeyId = 'local'] = /Credential=([^/,]+)/.exec(headers.authorization ?? '') ?? []
  // The gate says where it is, and who came through it reads through it too.
  const gate = headers['x-cairn-gate']
  const token = headers['x-amz-security-token']
  const identity = { accessKeyId, ...(typeof token === 'string' && { token }) }
  const caller = typeof gate === 'string' ? { ...identity, s3: gate, gate } : { accessKeyId, s3: settings.s3 }
  const [service, operation = ''] = String(headers['x-amz-target'] ?? '').split('.')
  if (service === 'AWSGlue' && headers[RIGHTS_ONLY] !== undefined) return {}
  opened ??= open()
  if (service !== 'AmazonAthena') throw new Refusal('UnknownOperationException', `There is no ${service} here`)
  return answerCall(await opened, operation, JSON.parse(Buffer.concat(chunks).toString() || '{}'), caller)
}

function refuse(error: unknown): { status: number; body: object } {
  if (error instanceof Refusal)
    return { status: 400, body: { __type: error.type, Message: error.message, ...error.more } }
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (['AccessDenied', 'Forbidden', '403'].includes(name))
    return { status: 400, body: { __type: 'AccessDeniedException', Message: message } }
  console.error(error)
  return { status: 500, body: { __type: 'InternalServerException', Message: message } }
}

server.keepAliveTimeout = 60_000
server.listen(Number(port), '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())
