/** Documents: their ETags, their types and how JSON documents merge. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkDocument, etagOf, mergeDocument, toDocument } from '../../lambdas/xapi/document.ts'

const JSON_TYPE = 'application/json'
const document = (text: string, contentType = JSON_TYPE) => ({ contentType, bytes: Buffer.from(text) })
const merged = (stored: string, posted: string) =>
  Buffer.from(mergeDocument(document(stored), document(posted)).bytes).toString()
const invalid = expect.objectContaining({ code: 'invalid' })

describe('etagOf', () => {
  it('is the quoted SHA-1 of the octets in lower-case hex (XAPI-00322)', () => {
    expect(etagOf(Buffer.from('abc'))).toBe('"a9993e364706816aba3e25717850c26c9cd0d89d"')
  })
})

describe('toDocument', () => {
  it.each([
    [undefined, 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['text/plain; charset=X', 'text/plain; charset=X'],
  ])('reads the Content-Type %j as %s', (given, contentType) =>
    expect(toDocument(given, Buffer.alloc(0))).toEqual({ contentType, bytes: Buffer.alloc(0) }),
  )
})

describe('checkDocument', () => {
  it.each([
    ['{"a":1}', JSON_TYPE],
    [' [1]', 'application/json; charset=utf-8'],
    ['1', JSON_TYPE],
    ['\ufeff{}', JSON_TYPE],
    ['not json', 'text/plain'],
    ['', 'application/octet-stream'],
    ['{', 'application/json-like'],
  ])('accepts %j as %s', (text, contentType) => expect(() => checkDocument(document(text, contentType))).not.toThrow())

  it.each([['{'], [''], ['{"a":1}x']])('refuses %j as JSON (D-25: 400)', (text) =>
    expect(() => checkDocument(document(text))).toThrow(invalid),
  )

  it('refuses JSON that is not UTF-8 (400)', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22])
    expect(() => checkDocument({ contentType: JSON_TYPE, bytes })).toThrow(invalid)
  })
})

describe('mergeDocument', () => {
  it.each([
    ['{"a":1,"b":2}', '{"b":3,"c":4}', '{"a":1,"b":3,"c":4}'],
    ['{"a":{"x":1,"y":2}}', '{"a":{"z":3}}', '{"a":{"z":3}}'],
    ['{"a":[1,2]}', '{"a":[3]}', '{"a":[3]}'],
    ['{"a":1}', '{"a":null}', '{"a":null}'],
    ['{"a":1}', '{}', '{"a":1}'],
    ['{ "big" : 12345678901234567890, "d": 1.10 }', '{"n":1e400}', '{"big":12345678901234567890,"d":1.10,"n":1e400}'],
    ['{"10":1,"b":2,"9":3}', '{"b":{"2":1, "1":2}}', '{"10":1,"b":{"2":1, "1":2},"9":3}'],
    ['{}', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
  ])('merges into %s the members of %s (XAPI-00182)', (stored, posted, expected) =>
    expect(merged(stored, posted)).toBe(expected),
  )

  it('gives the spread of both objects, for any objects', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(object, object, (stored, posted) => {
        const result = JSON.parse(merged(JSON.stringify(stored, null, 2), JSON.stringify(posted)))
        expect(result).toEqual(JSON.parse(JSON.stringify({ ...stored, ...posted })))
      }),
    )
  })

  it('keeps the posted octets and type where nothing is stored', () => {
    const posted = document(' {"a": 1.0}', 'application/json;charset=UTF-8')
    expect(mergeDocument(undefined, posted)).toBe(posted)
  })

  it('gives the merged document the type application/json', () => {
    const typed = document('{}', 'application/json; charset=utf-8')
    expect(mergeDocument(typed, typed).contentType).toBe('application/json')
  })

  it.each<[string, ReturnType<typeof document> | undefined, ReturnType<typeof document>]>([
    ['a posted array', document('{}'), document('[]')],
    ['a posted text (XAPI-00183)', document('{}'), document('{}', 'text/plain')],
    ['posted JSON that is broken', document('{}'), document('{')],
    ['a stored array', document('[]'), document('{}')],
    ['a stored text (XAPI-00184)', document('{}', 'text/plain'), document('{}')],
    ['a posted array where nothing is stored (D-9)', undefined, document('[]')],
    ['a posted text where nothing is stored (D-9)', undefined, document('{}', 'text/plain')],
  ])('refuses %s (400)', (_, stored, posted) => expect(() => mergeDocument(stored, posted)).toThrow(invalid))
})
