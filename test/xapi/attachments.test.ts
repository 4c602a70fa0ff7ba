/** How attachments and the parts of a multipart request are matched. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { type AttachmentPart, matchAttachments, splitParts, toPart } from '../../lambdas/xapi/attachments.ts'
import type { Attachment, Statement } from '../../lambdas/xapi/statement.ts'

const sha = (text: string, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex')

const attachment = (text: string, more: Partial<Attachment> = {}): Attachment => ({
  usageType: 'http://example.com/usage',
  display: { en: 'x' },
  contentType: 'text/plain',
  length: text.length,
  sha2: sha(text),
  ...more,
})

const part = (text: string, headers: { [name: string]: string } = {}): AttachmentPart => ({
  headers: new Map(
    Object.entries({ 'x-experience-api-hash': sha(text), 'content-transfer-encoding': 'binary', ...headers }),
  ),
  body: Buffer.from(text),
})

const bare = (text: string, headers: { [name: string]: string }): AttachmentPart => ({
  headers: new Map(Object.entries(headers)),
  body: Buffer.from(text),
})

const ACTOR = { mbox: 'mailto:a@example.com' }
const VERB = { id: 'http://example.com/verb' }
const OBJECT = { id: 'http://example.com/activity' }
const statement = (...attachments: Attachment[]): Statement => ({
  actor: ACTOR,
  verb: VERB,
  object: OBJECT,
  attachments,
})
const around = (...attachments: Attachment[]): Statement => ({
  actor: ACTOR,
  verb: VERB,
  object: { objectType: 'SubStatement', ...statement(...attachments), object: OBJECT },
})

describe('splitParts', () => {
  const json = bare('{}', { 'content-type': 'Application/JSON; charset=utf-8' })
  it('takes the first part for the statements and all others for data', () => {
    expect(splitParts([json, part('x')])).toEqual({ statements: Buffer.from('{}'), data: [part('x')] })
  })
  it.each([
    ['of another type', [bare('{}', { 'content-type': 'text/plain' }), json]],
    ['without a type', [bare('{}', {}), json]],
  ])('refuses a first part %s (XAPI-00134: 400)', (_, parts) => {
    expect(() => splitParts(parts)).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ parameter: 'part 1, Content-Type' })] }),
    )
  })
})

describe('matchAttachments', () => {
  const content = (text: string, contentType = 'text/plain') => ({
    sha2: sha(text),
    contentType,
    bytes: Buffer.from(text),
  })

  it.each<[string, Statement[], AttachmentPart[], unknown[]]>([
    ['no attachments', [{ actor: ACTOR, verb: VERB, object: OBJECT }], [], []],
    ['a fileUrl and no data', [statement(attachment('x', { fileUrl: 'http://a/b' }))], [], []],
    ['a fileUrl and data', [statement(attachment('x', { fileUrl: 'http://a/b' }))], [part('x')], [content('x')]],
    ['data', [statement(attachment('x'), attachment('y'))], [part('y'), part('x')], [content('x'), content('y')]],
    ['empty data', [statement(attachment(''))], [part('')], [content('')]],
    [
      'one part for many',
      [statement(attachment('x'), attachment('x')), statement(attachment('x'))],
      [part('x')],
      [content('x')],
    ],
    ['the same part twice', [statement(attachment('x'))], [part('x'), part('x')], [content('x')]],
    ['data of a SubStatement', [around(attachment('x'))], [part('x')], [content('x')]],
    ['hashes in capitals', [statement(attachment('x', { sha2: sha('x').toUpperCase() }))], [part('x')], [content('x')]],
    [
      'no Content-Transfer-Encoding',
      [statement(attachment('x'))],
      [bare('x', { 'x-experience-api-hash': sha('x') })],
      [content('x')],
    ],
    [
      'a charset on one side',
      [statement(attachment('x', { contentType: 'text/plain; charset=ascii' }))],
      [part('x', { 'content-type': 'text/plain' })],
      [content('x', 'text/plain; charset=ascii')],
    ],
    [
      'a length that is not the number of octets (D-22)',
      [statement(attachment('x', { length: 77 }))],
      [part('x')],
      [content('x')],
    ],
    [
      'an equal Content-Length',
      [statement(attachment('x', { length: 77 }))],
      [part('x', { 'content-length': '77' })],
      [content('x')],
    ],
    ...['sha384', 'sha512'].map((algorithm): [string, Statement[], AttachmentPart[], unknown[]] => [
      algorithm,
      [statement(attachment('x', { sha2: sha('x', algorithm) }))],
      [part('x', { 'x-experience-api-hash': sha('x', algorithm) })],
      [{ ...content('x'), sha2: sha('x', algorithm) }],
    ]),
  ])('accepts %s', (_, statements, parts, contents) => expect(matchAttachments(statements, parts)).toEqual(contents))

  it.each<[string, Statement[], AttachmentPart[], { [key: string]: unknown }]>([
    [
      'data missing (XAPI-00129)',
      [statement(), statement(attachment('x'))],
      [],
      { statement: 1, pointer: '/attachments/0/sha2' },
    ],
    [
      'data of a SubStatement missing',
      [around(attachment('x'))],
      [],
      { statement: 0, pointer: '/object/attachments/0/sha2' },
    ],
    [
      'a surplus part (XAPI-00128)',
      [statement(attachment('x'))],
      [part('x'), part('y')],
      { parameter: 'part 3, X-Experience-API-Hash' },
    ],
    [
      'a part without a hash (XAPI-00135)',
      [statement(attachment('x'))],
      [bare('x', {})],
      { parameter: 'part 2, X-Experience-API-Hash', found: 'nothing' },
    ],
    [
      'a hash of other data',
      [statement(attachment('x'))],
      [bare('y', { 'x-experience-api-hash': sha('x') })],
      { parameter: 'part 2, X-Experience-API-Hash' },
    ],
    [
      'SHA-1',
      [statement(attachment('x'))],
      [part('x', { 'x-experience-api-hash': sha('x', 'sha1') })],
      { parameter: 'part 2, X-Experience-API-Hash' },
    ],
    [
      'base64 (XAPI-00133)',
      [statement(attachment('x'))],
      [part('x', { 'content-transfer-encoding': 'base64' })],
      { parameter: 'part 2, Content-Transfer-Encoding' },
    ],
    [
      'another type',
      [statement(attachment('x'))],
      [part('x', { 'content-type': 'text/html' })],
      { statement: 0, pointer: '/attachments/0/contentType' },
    ],
    [
      'another length',
      [statement(attachment('x'))],
      [part('x', { 'content-length': '2' })],
      { statement: 0, pointer: '/attachments/0/length' },
    ],
    [
      'another length of the second to refer',
      [statement(attachment('x'), attachment('x', { length: 2 }))],
      [part('x', { 'content-length': '1' })],
      { statement: 0, pointer: '/attachments/1/length' },
    ],
  ])('refuses %s and names the place (400)', (_, statements, parts, place) => {
    expect(() => matchAttachments(statements, parts)).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining(place)] }),
    )
  })
})

describe('toPart', () => {
  it('has the three headers of a part, with the hash as the statement spells it', () => {
    const { headers, body } = toPart(attachment('x', { sha2: 'AB' }), Buffer.from('x'))
    expect(Object.fromEntries(headers)).toEqual({
      'Content-Type': 'text/plain',
      'Content-Transfer-Encoding': 'binary',
      'X-Experience-API-Hash': 'AB',
    })
    expect(body.toString()).toBe('x')
  })
})
