/** Objects and arrays taken apart and put together again without loss. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  mapElements,
  mapMembers,
  readElements,
  readMembers,
  writeElements,
  writeMembers,
} from '../../lambdas/json/members.ts'

describe('readMembers', () => {
  it('keeps the text of every value and the order of all keys, even of keys that look like numbers', () => {
    const text =
      '{"b" : 1.10, "10":12345678901234567890,"a":{ "x": [1,{"y":"},\\"]"}] } ,"__proto__":null,"\\u00e9":""}'
    expect([...readMembers(text)]).toEqual([
      ['b', '1.10'],
      ['10', '12345678901234567890'],
      ['a', '{ "x": [1,{"y":"},\\"]"}] }'],
      ['__proto__', 'null'],
      ['é', '""'],
    ])
  })

  it('keeps the last value of a key that is given twice', () =>
    expect([...readMembers('{"a":1,"a":2}')]).toEqual([['a', '2']]))

  it('gives back the same value when any JSON is read and written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const copied =
          text[0] === '{' ? writeMembers(readMembers(text)) : text[0] === '[' ? writeElements(readElements(text)) : text
        expect(JSON.parse(copied)).toEqual(JSON.parse(text))
      }),
    )
  })
})

describe('mapMembers, mapElements', () => {
  it('edit the named values and keep the spelling of all others', () => {
    const text = '{"a": 1.0, "b":[ 2.00 ,3e1], "c":[] }'
    const edited = mapMembers(text, {
      b: (b) => mapElements(b, (element) => `"${element}"`),
      c: () => undefined,
      d: () => '1',
    })
    expect(edited).toBe('{"a":1.0,"b":["2.00","3e1"]}')
  })
})
