/**
 * The requests that filled the old home, in their order. Both demo tenants get the same ids, so an answer from the wrong
 * tenant would be noticed.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import {
  activity,
  ann,
  bob,
  CONTEXT_AGENTS,
  cleo,
  DEFINITIONS,
  dora,
  first,
  type Json,
  LARGE,
  LATER,
  personOf,
  QUIZ,
  REFERENCES,
  REGISTRATION,
  referring,
  SINGLES,
  statement,
  textOf,
  tutor,
  VOIDS,
  voiding,
} from './statements.ts'

export type WriteRequest = {
  /** The key of a credential. */
  login: string
  version: string
  method: 'PUT' | 'POST' | 'DELETE'
  path: string
  headers?: { [name: string]: string }
  body?: string | Buffer
  /** The expected answer. */
  status: number
}

type AttachmentData = { data: Buffer; type: string; usageType?: string }

function attachmentOf({ data, type, usageType = 'https://courses.example.com/usage' }: AttachmentData): Json {
  const sha2 = createHash('sha256').update(data).digest('hex')
  return { usageType, display: { en: 'Attachment' }, contentType: type, length: data.length, sha2 }
}

const BOUNDARY = 'old-home'

function multipart(statements: unknown, attached: AttachmentData[]): Pick<WriteRequest, 'headers' | 'body'> {
  const part = (headers: string[], data: Buffer) =>
    Buffer.concat([Buffer.from([`--${BOUNDARY}`, ...headers, '', ''].join('\r\n')), data, Buffer.from('\r\n')])
  const parts = attached.map((one) =>
    part(
      [
        `Content-Type: ${one.type}`,
        'Content-Transfer-Encoding: binary',
        `X-Experience-API-Hash: ${attachmentOf(one).sha2}`,
      ],
      one.data,
    ),
  )
  const body = [part(['Content-Type: application/json'], Buffer.from(textOf(statements))), ...parts]
  return {
    headers: { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` },
    body: Buffer.concat([...body, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }
}

const PICTURE = { data: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), type: 'image/png' }
const NOTE = { data: Buffer.from('A note.\r\n'), type: 'text/plain' }

function signatureOf(signed: Json): AttachmentData {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const base64url = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${base64url({ alg: 'RS256' })}.${base64url(signed)}`
  const data = Buffer.from(`${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`)
  return { data, type: 'application/octet-stream', usageType: 'http://adlnet.gov/expapi/attachments/signature' }
}

type Send = (method: WriteRequest['method'], path: string, part?: Partial<WriteRequest>) => WriteRequest

function statementsOf(send: Send, version: string): WriteRequest[] {
  const post = (statements: unknown, status = 200) => send('POST', 'statements', { body: textOf(statements), status })
  const attached = (statements: unknown, data: AttachmentData[]) =>
    send('POST', 'statements', { ...multipart(statements, data), status: 200 })
  const { id, ...rest } = first
  const signed = statement(73, { actor: tutor })
  const signature = signatureOf(signed)
  return [
    send('PUT', `statements?statementId=${id}`, { body: textOf(rest) }),
    ...SINGLES.map((one) => post(one)),
    post(QUIZ),
    ...DEFINITIONS.map((one) => post(one)),
    ...[...REFERENCES, ...VOIDS].map((one) => post(one)),
    post([referring(30, 31), statement(31, { actor: dora })]),
    // The second statement is already stored, so its position in the new batch stays empty.
    post([statement(50), first, statement(51, { actor: bob })]),
    // Nothing of this request is stored, but the claims of its new ids remain.
    post([statement(60), { ...first, result: { success: false } }, referring(61, 20)], 409),
    attached([statement(70, { attachments: [attachmentOf(PICTURE), attachmentOf(NOTE)] })], [PICTURE, NOTE]),
    attached(statement(71, { actor: bob, attachments: [attachmentOf(PICTURE)] }), [PICTURE]),
    post(statement(72, { attachments: [{ ...attachmentOf(NOTE), fileUrl: activity('note.txt') }] })),
    attached({ ...signed, attachments: [attachmentOf(signature)] }, [signature]),
    version === '2.0.0' ? post(CONTEXT_AGENTS) : post(LARGE),
  ]
}

export const state = (agent: object, rest = '') =>
  `activities/state?activityId=${encodeURIComponent(activity('course'))}&agent=${personOf(agent)}${rest}`
export const activityProfile = (rest = '') =>
  `activities/profile?activityId=${encodeURIComponent(activity('course'))}${rest}`
export const agentProfile = (rest = '') => `agents/profile?agent=${personOf(ann)}${rest}`

const JSON_TYPE = { 'content-type': 'application/json' }
const NEW = { ...JSON_TYPE, 'if-none-match': '*' }
const KNOWN = { ...JSON_TYPE, 'if-match': '*' }

/** More than 300 KB: the octets are an object in the bucket. */
const LONG = JSON.stringify({ notes: 'All that a learner has ever written down. '.repeat(8_000) })

function documentsOf(send: Send): WriteRequest[] {
  const put = (path: string, body: string | Buffer, headers: { [name: string]: string } = NEW) =>
    send('PUT', path, { body, headers })
  const octets = { 'content-type': 'application/octet-stream', 'if-none-match': '*' }
  return [
    put(state(ann, '&stateId=bookmark'), '{ "page": 7 }'),
    put(state(ann, '&stateId=bookmark'), '{ "page": 1.10 }', KNOWN),
    put(state(ann, '&stateId=octets'), PICTURE.data, octets),
    put(state(ann, '&stateId=long'), LONG),
    put(state(ann, '&stateId=once-long'), LONG),
    put(state(ann, '&stateId=once-long'), '"short"', KNOWN),
    put(state(ann, '&stateId=deleted'), '{}'),
    send('DELETE', state(ann, '&stateId=deleted')),
    put(state(ann, `&stateId=bookmark&registration=${REGISTRATION}`), '{"page":8}'),
    put(state(bob, '&stateId=a'), '{"a":1}'),
    send('POST', state(bob, '&stateId=a'), { body: '{ "b": 12345678901234567890 }', headers: JSON_TYPE }),
    put(state(cleo, '&stateId=a'), '{}'),
    put(state(cleo, '&stateId=b'), '{}'),
    send('DELETE', state(cleo)),
    put(activityProfile('&profileId=settings'), '{"sound":true}'),
    send('POST', activityProfile('&profileId=settings'), { body: '{"sound":false,"dark":true}', headers: JSON_TYPE }),
    put(activityProfile('&profileId=long'), LONG),
    send('DELETE', activityProfile('&profileId=long')),
    put(agentProfile('&profileId=language'), 'de', { 'content-type': 'text/plain', 'if-none-match': '*' }),
    put(agentProfile('&profileId=language'), 'en', { 'content-type': 'text/plain', 'if-match': '*' }),
    put(agentProfile('&profileId=ünï code'), '[]'),
  ]
}

const senderOf =
  (login: string, version: string): Send =>
  (method, path, part = {}) => ({ login, version, method, path, headers: JSON_TYPE, status: 204, ...part })

function tenantHistory(login: string, version: string): WriteRequest[] {
  const send = senderOf(login, version)
  const other = senderOf(login, version === '1.0.3' ? '2.0.0' : '1.0.3')
  // One tenant may receive statements of both versions.
  const foreign = other('POST', 'statements', {
    body: textOf([statement(90), statement(91, { actor: bob })]),
    status: 200,
  })
  return [...statementsOf(send, version), ...documentsOf(send), foreign]
}

export const HISTORY: WriteRequest[] = [
  ...tenantHistory('demo-key', '1.0.3'),
  ...tenantHistory('demo2-key', '2.0.0'),
  senderOf('acme-lms', '1.0.3')('POST', 'statements', { body: textOf(statement(1, { actor: dora })), status: 200 }),
  senderOf('acme-app', '2.0.0')('POST', 'statements', { body: textOf(referring(2, 1)), status: 200 }),
]

/** Sent after `cairn lists raise` has taken effect. */
export const AFTER_THE_RAISE: WriteRequest[] = ['demo-key', 'demo2-key'].flatMap((login) => {
  const send = senderOf(login, login === 'demo-key' ? '1.0.3' : '2.0.0')
  const post = (body: unknown) => send('POST', 'statements', { body: textOf(body), status: 200 })
  return [
    ...LATER.map(post),
    post([statement(310, { actor: bob }), first, referring(311, 20), voiding(312, 300)]),
    send('PUT', state(ann, '&stateId=later'), { body: '{}', headers: NEW }),
  ]
})
