/** Query strings and forms as clients send them, escaped well, badly or not at all. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseQueryString } from '../../../lambdas/http/protocol/query-string.ts'

const parsed = (raw: string) => Object.fromEntries(parseQueryString(raw))

describe('parseQueryString', () => {
  it.each<[string, { [name: string]: string[] }]>([
    ['', {}],
    ['&&', {}],
    ['a=1', { a: ['1'] }],
    ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
    ['a', { a: [''] }],
    ['a=', { a: [''] }],
    ['=x', { '': ['x'] }],
    ['a=b=c', { a: ['b=c'] }],
    ['agent={"name":"A, B","mbox":"mailto:a@b.c"}', { agent: ['{"name":"A, B","mbox":"mailto:a@b.c"}'] }],
    ['a=%7B%22%C3%A9%22%7D', { a: ['{"é"}'] }],
    ['a=Ann+Lee%2B', { a: ['Ann Lee+'] }],
    ['since=2026-01-01T00:00:00+01:00', { since: ['2026-01-01T00:00:00 01:00'] }],
    ['__proto__=1&constructor=2', JSON.parse('{"__proto__":["1"],"constructor":["2"]}')],
    ['a=%00', { a: ['\0'] }],
  ])('reads %j', (raw, expected) => expect(parsed(raw)).toEqual(expected))

  it.each([
    ['a=%', 'a'],
    ['a=%4', 'a'],
    ['a=%zz', 'a'],
    ['a=%C3', 'a'],
    ['a=%FF%FE', 'a'],
    ['a=%ED%A0%80', 'a'],
    ['a=%C0%AF', 'a'],
  ])('refuses %j and names the parameter (400)', (raw, parameter) => {
    expect(() => parseQueryString(raw)).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ parameter })] }),
    )
  })

  it('refuses a parameter name with a broken escape (400)', () => {
    expect(() => parseQueryString('%zz=1')).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  it('reads back whatever a client encodes', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const raw = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
        const flat = [...parseQueryString(raw)].flatMap(([name, values]) => values.map((value) => [name, value]))
        // `=` alone is a pair of an empty name and an empty value: kept, so that nothing is read as absent.
        expect(flat.map((pair) => JSON.stringify(pair)).toSorted()).toEqual(
          pairs.map((pair) => JSON.stringify(pair)).toSorted(),
        )
      }),
    )
  })
})
