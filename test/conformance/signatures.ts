/** Data 2.6, 4.2.6: signed statements. */
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { Lrs } from '../support/lrs.ts'
import { newStatement, type Part } from '../support/sent-statements.ts'
import { attachmentOf, dataPart, postParts } from './attachments.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const base64url = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function jwsOf(payload: unknown, alg = 'RS256'): string {
  const signed = `${base64url({ alg })}.${base64url(payload)}`
  const bits = alg.slice(2)
  const signature = alg.startsWith('RS')
    ? sign(`sha${bits}`, Buffer.from(signed), privateKey).toString('base64url')
    : createHmac('sha256', 'secret').update(signed).digest('base64url')
  return `${signed}.${signature}`
}

/** Posts the statement with this as its signature. */
function postSigned(lrs: Lrs, statement: Part, jws: string, part: Part = {}) {
  const data = Buffer.from(jws)
  const usageType = 'http://adlnet.gov/expapi/attachments/signature'
  const attachment = attachmentOf(data, { usageType, contentType: 'application/octet-stream', ...part })
  return postParts(lrs, { ...statement, attachments: [attachment] }, [
    dataPart(data, { type: String(attachment.contentType) }),
  ])
}

const statement = () => newStatement({ result: { duration: 'PT1.234S' }, timestamp: '2026-11-21T09:00:00.000Z' })

const ACCEPTED: { [title: string]: (signed: Part) => string } = {
  RS256: (signed) => jwsOf(signed),
  RS384: (signed) => jwsOf(signed, 'RS384'),
  RS512: (signed) => jwsOf(signed, 'RS512'),
  'a payload in another order of keys': (signed) => jwsOf(Object.fromEntries(Object.entries(signed).reverse())),
  'a payload whose duration differs past its hundredths': (signed) =>
    jwsOf({ ...signed, result: { duration: 'PT1.23S' } }),
  'a payload that had no id and no timestamp yet': (signed) => jwsOf(withoutIdAndTimestamp(signed)),
}

const withoutIdAndTimestamp = ({ id: _, timestamp: __, ...signed }: Part): Part => signed

const REFUSED: { [title: string]: (signed: Part) => string } = {
  'another statement as its payload': (signed) => jwsOf({ ...signed, result: { success: true } }),
  'a payload that has another id': (signed) => jwsOf({ ...signed, id: randomUUID() }),
  'no JSON as its payload': () => jwsOf('payload'),
  HS256: (signed) => jwsOf(signed, 'HS256'),
  'none as its algorithm': (signed) => `${base64url({ alg: 'none' })}.${base64url(signed)}.`,
  'two segments': (signed) => jwsOf(signed).split('.').slice(0, 2).join('.'),
  'no JWS at all': () => 'signature',
}

const rows: Omit<Requirement, 'resource'>[] = [
  ...Object.entries(ACCEPTED).map(([title, jws]) => ({
    id: 'XAPI-00115',
    versions: BOTH,
    title: `accepts a signature with ${title}`,
    check: async (lrs: Lrs) => {
      const signed = statement()
      expectStatus(await postSigned(lrs, signed, jws(signed)), 200)
    },
  })),
  ...Object.entries(REFUSED).map(([title, jws]) => ({
    id: 'XAPI-00116',
    versions: BOTH,
    title: `rejects a signature with ${title} (400)`,
    check: async (lrs: Lrs) => {
      const signed = statement()
      expectStatus(await postSigned(lrs, signed, jws(signed)), 400)
    },
  })),
  {
    id: 'XAPI-00117',
    versions: BOTH,
    title: 'rejects a signature of another type than application/octet-stream (400)',
    check: async (lrs) => {
      const signed = statement()
      expectStatus(await postSigned(lrs, signed, jwsOf(signed), { contentType: 'application/json' }), 400)
    },
  },
]

export const SIGNATURES: Requirement[] = rows.map((row) => ({ ...row, resource: 'signatures' }))
