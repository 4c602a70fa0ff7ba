/** Where members and elements begin and end in JSON text. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { elementsAt, membersAt, scan } from '../../lambdas/json/scanner.ts'

const INDENTS = fc.constantFrom(undefined, 1, '\t')

describe('membersAt', () => {
  it('finds the span of each value, with keys unescaped and the last of two equal keys', () => {
    const text = 'x{ "a" : 1.0 ,"\\u0062":{"c":"}\\""}, "a":[ 2 ]}'
    const values = [...membersAt(text, 1)].map(([key, [start, end]]) => [key, text.slice(start, end)])
    expect(values).toEqual([
      ['a', '[ 2 ]'],
      ['b', '{"c":"}\\""}'],
    ])
  })

  it('finds what JSON.parse finds in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), INDENTS, (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const found = [...membersAt(text, 0)].map(([key, [start, end]]) => [key, JSON.parse(text.slice(start, end))])
        expect(new Map(found as [string, unknown][])).toEqual(new Map(Object.entries(JSON.parse(text))))
      }),
    )
  })

  it.each(['', '1', '"a"', '[{"a":1}]', '{}'])('finds nothing in %j, where no member is', (text) => {
    expect(membersAt(text, 0).size).toBe(0)
  })
})

describe('elementsAt and scan', () => {
  it('find the same elements in any array, those of JSON.parse', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), INDENTS, (values, indent) => {
        const text = JSON.stringify(values, null, indent)
        const spans = elementsAt(text, 0)
        expect(spans.map(([start, end]) => JSON.parse(text.slice(start, end)))).toEqual(JSON.parse(text))
        expect(scan(text, 512)?.elements).toEqual(spans)
      }),
    )
  })
})

describe('scan', () => {
  it('counts the keys of all objects, also one that is given twice', () => {
    expect(scan('{"a":{"b":":"},"a":[{"c":null}]}', 3)?.keys).toBe(4)
  })

  it('returns nothing for a text that nests deeper than allowed', () => {
    expect(scan('[[{"a":1}]]', 3)).toEqual({ keys: 1, elements: [[1, 10]] })
    expect(scan('[[{"a":[]}]]', 3)).toBeUndefined()
  })
})
