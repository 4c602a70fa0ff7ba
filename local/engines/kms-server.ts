/**
 * AWS KMS for keys that sign: answers Sign, GetPublicKey and DescribeKey on 127.0.0.1, as AWS documents them. Each key is
 * a file of the home, made when a template first has it.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { replaceFile } from '../home/durable-file.ts'
import { ACCOUNT, REGION } from '../template/account.ts'
import type { JsonObject } from '../template/assembly.ts'

export type KmsServer = { endpoint: string; stop(): Promise<void> }

/** What KMS refuses, by the name that it has there. */
class Refusal extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

const fileOf = (folder: string, id: string) => path.join(folder, `${id}.pem`)

/** A key of the home stays as it is: what it signed must be checked for ever. */
export function ensureKeys(folder: string, ids: readonly string[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const id of ids) {
    if (existsSync(fileOf(folder, id))) continue
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    replaceFile(fileOf(folder, id), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  }
}

export async function openKmsServer(folder: string): Promise<KmsServer> {
  const server = createServer((incoming, outgoing) => {
    answer(folder, incoming)
      .then((body) => ({ status: 200, body }), refused)
      .then(({ status, body }) =>
        outgoing
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() })
          .end(JSON.stringify(body)),
      )
      .catch(() => outgoing.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function refused(error: unknown) {
  const { type, message } = error instanceof Refusal ? error : new Refusal('KMSInternalException', String(error))
  return { status: error instanceof Refusal ? 400 : 500, body: { __type: type, message } }
}

async function answer(folder: string, incoming: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const [service, operation = ''] = String(incoming.headers['x-amz-target'] ?? '').split('.')
  const input = JSON.parse(Buffer.concat(chunks).toString() || '{}') as JsonObject
  const run = OPERATIONS[operation]
  if (service !== 'TrentService' || run === undefined)
    throw new Refusal('UnknownOperationException', `The local runner does not know kms:${operation}`)
  const id = String(input.KeyId ?? '').replace(/^arn:aws:kms:[^:]*:\d+:key\//, '')
  const isKey = /^[0-9a-f-]{36}$/.test(id) && existsSync(fileOf(folder, id))
  const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`
  if (!isKey) throw new Refusal('NotFoundException', `Key '${arn}' does not exist`)
  return run({ id, arn, key: createPrivateKey(readFileSync(fileOf(folder, id))) }, input)
}

type Held = { id: string; arn: string; key: KeyObject }

const ABOUT = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] }

const OPERATIONS: { [operation: string]: (held: Held, input: JsonObject) => JsonObject } = {
  GetPublicKey: ({ arn, key }) => {
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
    return { KeyId: arn, ...ABOUT, CustomerMasterKeySpec: ABOUT.KeySpec, PublicKey: publicKey.toString('base64') }
  },
  DescribeKey: ({ id, arn }) => ({
    KeyMetadata: {
      AWSAccountId: ACCOUNT,
      KeyId: id,
      Arn: arn,
      Enabled: true,
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      ...ABOUT,
    },
  }),
  Sign({ arn, key }, { Message, MessageType = 'RAW', SigningAlgorithm }) {
    if (SigningAlgorithm !== 'ECDSA_SHA_256')
      throw new Refusal(
        'InvalidKeyUsageException',
        `Algorithm ${String(SigningAlgorithm)} is incompatible with key spec ECC_NIST_P256.`,
      )
    const message = Buffer.from(String(Message ?? ''), 'base64')
    if (MessageType !== 'RAW')
      throw new Refusal('UnknownOperationException', 'The local runner signs messages of the type RAW alone')
    if (message.length < 1 || message.length > 4096)
      throw new Refusal('ValidationException', 'A message of the type RAW has 1 to 4096 bytes')
    return { KeyId: arn, SigningAlgorithm, Signature: sign('sha256', message, key).toString('base64') }
  },
}
