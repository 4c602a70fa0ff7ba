/** Data 2.4.11 and Communication 1.5.2, 4.1.3: attachments in multipart/mixed, in and out, octet for octet. */
import { createHash } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Answer, Json, Lrs } from '../support/lrs.ts'
import { newStatement, type Part } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

type Row = Omit<Requirement, 'resource'>

const BOUNDARY = 'abc-boundary'
export const sha2Of = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

export function attachmentOf(data: Buffer, part: Part = {}): Part {
  const usageType = 'https://example.com/usage'
  return { usageType, display: {}, contentType: 'image/png', length: data.length, sha2: sha2Of(data), ...part }
}

const partOf = (headers: string[], data: Buffer | string) =>
  Buffer.concat([
    Buffer.from([`--${BOUNDARY}`, ...headers, '', ''].join('\r\n')),
    Buffer.from(data as string),
    Buffer.from('\r\n'),
  ])

export const dataPart = (data: Buffer, { sha2 = sha2Of(data), type = 'image/png', encoding = 'binary' } = {}): Buffer =>
  partOf([`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, `X-Experience-API-Hash: ${sha2}`], data)

/** Posts statements and parts as one multipart body. */
export const postParts = (lrs: Lrs, statements: unknown, parts: Buffer[]): Promise<Answer> =>
  lrs.call('POST', 'statements', {
    headers: { 'Content-Type': `multipart/mixed; boundary=${BOUNDARY}` },
    body: Buffer.concat([
      partOf(['Content-Type: application/json'], JSON.stringify(statements)),
      ...parts,
      Buffer.from(`--${BOUNDARY}--`),
    ]),
  })

type Got = { json: Json; data: { [sha2: string]: Buffer } }

async function got(lrs: Lrs, query: { [name: string]: unknown }): Promise<Got> {
  const answer = await lrs.call('GET', 'statements', { query: { ...query, attachments: true } })
  expectStatus(answer, 200)
  const [type, boundary] = answer.headers.get('content-type')?.split('; boundary=') ?? []
  expect(type).toBe('multipart/mixed')
  const [preamble, ...parts] = answer.bytes.toString('latin1').split(`--${boundary}`)
  expect([preamble, parts.pop()]).toEqual(['', '--\r\n'])
  const [json, ...data] = parts.map((part) => {
    const [head = ''] = part.split('\r\n\r\n', 1)
    const sha2 = /X-Experience-API-Hash: (\w+)/.exec(head)?.[1] ?? 'json'
    return [sha2, Buffer.from(part.slice(head.length + 4, -2), 'latin1')] as const
  })
  return { json: JSON.parse(json?.[1].toString() ?? ''), data: Object.fromEntries(data) }
}

/** What a careless parser cuts or changes: line ends, zeros, bytes of no UTF-8, lines that look like boundaries. */
const OCTETS: { [title: string]: Buffer } = {
  'every byte': Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
  'line ends at both ends': Buffer.from('\r\n\r\ntext\r\n\r\n'),
  'lines like the boundary': Buffer.from(`--${BOUNDARY}x\r\n\r\n--${BOUNDARY.slice(1)}--\r\n\n--${BOUNDARY}\r`),
  'the boundary inside a line': Buffer.from(`x--${BOUNDARY}--\r\n`),
  'no bytes': Buffer.alloc(0),
}

const KEPT: Row[] = Object.entries(OCTETS).map(([title, data]) => ({
  id: 'XAPI-00133',
  versions: BOTH,
  title: `returns an attachment of ${title} octet for octet`,
  check: async (lrs) => {
    const statement = newStatement({ attachments: [attachmentOf(data)] })
    expectStatus(await postParts(lrs, statement, [dataPart(data)]), 200)
    const { json, data: parts } = await got(lrs, { statementId: statement.id })
    expect(json).toMatchObject(statement)
    expect(parts).toEqual({ [sha2Of(data)]: data })
  },
}))

const DATA = Buffer.from('some data')
const OTHER = Buffer.from('other data')

const REFUSED: { [title: string]: [attachments: Part[], parts: Buffer[]] } = {
  'an attachment without its part': [[attachmentOf(DATA)], []],
  'a part that no attachment names': [[attachmentOf(DATA)], [dataPart(DATA), dataPart(OTHER)]],
  'a part whose hash is not that of its octets': [[attachmentOf(DATA)], [dataPart(OTHER, { sha2: sha2Of(DATA) })]],
  'a part in base64': [[attachmentOf(DATA)], [dataPart(DATA, { encoding: 'base64' })]],
  'a part of another media type': [[attachmentOf(DATA)], [dataPart(DATA, { type: 'text/plain' })]],
}

const REFUSALS: Row[] = Object.entries(REFUSED).map(([title, [attachments, parts]]) => ({
  id: 'XAPI-00132',
  versions: BOTH,
  title: `rejects ${title} (400), and stores nothing`,
  check: async (lrs) => {
    const statement = newStatement({ attachments })
    expectStatus(await postParts(lrs, statement, parts), 400)
    expect(await lrs.statement(statement.id)).toBe(404)
  },
}))

const OTHERS: Row[] = [
  {
    id: 'XAPI-00130',
    versions: BOTH,
    title: 'accepts JSON where every attachment has a fileUrl, rejects it where one has none (400)',
    check: async (lrs) => {
      const linked = attachmentOf(DATA, { fileUrl: 'https://example.com/file' })
      expectStatus(await lrs.post(newStatement({ attachments: [linked] })), 200)
      expectStatus(await lrs.post(newStatement({ attachments: [linked, attachmentOf(OTHER)] })), 400)
      expectStatus(await postParts(lrs, newStatement(), []), 200)
    },
  },
  {
    id: 'Data 2.4.11',
    versions: BOTH,
    title: 'returns the data of equal attachments once in a list, and multipart without data where there is none',
    check: async (lrs) => {
      const registration = newStatement().id
      const context = { registration }
      const shared = () => newStatement({ context, attachments: [attachmentOf(DATA)] })
      const both = newStatement({ context, attachments: [attachmentOf(DATA), attachmentOf(OTHER)] })
      expect((await got(lrs, { registration })).data).toEqual({})
      expectStatus(await postParts(lrs, [shared(), both, shared()], [dataPart(DATA), dataPart(OTHER)]), 200)
      const { json, data } = await got(lrs, { registration })
      expect(json).toMatchObject({ statements: [{}, { id: both.id }, {}], more: '' })
      expect(data).toEqual({ [sha2Of(DATA)]: DATA, [sha2Of(OTHER)]: OTHER })
      const plain = await lrs.call('GET', 'statements', { query: { registration } })
      expect([plain.headers.get('content-type'), (plain.body as { statements: object[] }).statements.length]).toEqual([
        'application/json',
        3,
      ])
    },
  },
  {
    id: 'Communication 4.0',
    versions: BOTH,
    title: "never gives a tenant another tenant's data for its hash",
    check: async (lrs) => {
      const { stranger } = lrs
      if (!stranger) throw new Error('a second tenant is needed')
      const secret = Buffer.from(newStatement().id)
      await postParts(lrs, newStatement({ attachments: [attachmentOf(secret)] }), [dataPart(secret)])
      const fileUrl = 'https://example.com/file'
      const bare = newStatement({ attachments: [attachmentOf(secret, { fileUrl })] })
      expectStatus(await stranger.post(bare), 200)
      expect((await got(stranger, { statementId: bare.id })).data).toEqual({})
      expectStatus(await postParts(stranger, newStatement({ attachments: [attachmentOf(secret)] }), []), 400)
    },
  },
]

export const ATTACHMENTS: Requirement[] = [...KEPT, ...REFUSALS, ...OTHERS].map((row) => ({
  ...row,
  resource: 'attachments',
}))
