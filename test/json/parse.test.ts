/** What parseJson accepts, keeps and refuses. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { MAX_DEPTH, parseJson } from '../../lambdas/json/parse.ts'
import { bytes } from '../support/prepared-statements.ts'

const parse = (text: string) => parseJson(bytes(text))

function outcome(read: () => unknown) {
  try {
    return read()
  } catch (error) {
    return String(error)
  }
}

describe('a JSON body', () => {
  it('keeps its text, with every number as it was spelt, beside the value', () => {
    const text = ' {"a": 1.10, "b": 12345678901234567890}\n'
    expect(parse(text)).toEqual({ value: { a: 1.1, b: 12345678901234567000 }, text })
  })

  it('is parsed without the byte order mark that it begins with', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ value: { a: 1 }, text: '{"a":1}' })
  })

  it('gives the same result as text and as octets, with lone surrogates and any number of byte order marks', () => {
    const character = fc.oneof(fc.constantFrom('\ufeff', '\ud800', '\udc00', '"'), fc.string({ maxLength: 1 }))
    const texts = fc.tuple(fc.constantFrom('', '\ufeff', '\ufeff\ufeff'), fc.array(character))
    fc.assert(
      fc.property(texts, ([mark, characters]) => {
        const text = `${mark}"${characters.join('')}"`
        expect(outcome(() => parseJson(text))).toEqual(outcome(() => parse(text)))
      }),
    )
    expect(parseJson('\ufeff"\ud800"').value).toBe('\ufffd')
  })

  it.each([
    [[0x22, 0xc3, 0x28, 0x22], 1],
    [[0x22, 0xe2, 0x82], 1],
    [[0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    [[0x22, 0xc3, 0xa9, 0xff, 0x22], 3],
    [[0xc0, 0x80], 0],
    [[0xf4, 0x90, 0x80, 0x80], 0],
  ])('is refused with the offset of its first byte that is not UTF-8: %j (400)', (octets, offset) => {
    expect(() => parseJson(Uint8Array.from(octets))).toThrow(`invalid byte at offset ${offset}`)
  })

  it.each([
    ['', 'line 1, column 1: ended, expected a value'],
    ['{"a":1,}', 'line 1, column 8: expected a key, found }'],
    ['[1,]', 'line 1, column 4: expected a value, found ]'],
    ['{\n  "a" 1}', 'line 2, column 7: expected a colon'],
    ['{"a":01}', 'line 1, column 7: expected , or }'],
    ['[1]]', 'line 1, column 4: expected the end, found ]'],
    ["{'a':1}", "line 1, column 2: expected a key or }, found '"],
    ['{"a":"\\x"}', 'line 1, column 6: expected a value, found a broken or misplaced string'],
    ['"\u0001"', 'line 1, column 1: expected a value, found a broken or misplaced string'],
    ['[1', 'line 1, column 3: ended, expected , or ]'],
    ['nul', 'line 1, column 1: expected a value'],
  ])('is refused with line and column when it is malformed: %j (400)', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  it('is not quoted in the error that refuses it', () => {
    expect(() => parse('{"mbox": mailto:ann@example.org}')).toThrow(expect.not.stringContaining('ann') as never)
  })

  it.each(['[', '{"a":'])('is refused when it nests a million levels of %s (400)', (open) => {
    expect(() => parse(open.repeat(1_000_000))).toThrow(`deeper than ${MAX_DEPTH}`)
  })

  it('is accepted exactly when JSON.parse accepts it and no key is given twice', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '\\', '1', '\n')).map(([text, at, insert]) => {
        const cut = at % (text.length + 1)
        return text.slice(0, cut) + insert + text.slice(cut + (at % 2))
      }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        let expected: unknown
        try {
          expected = { value: JSON.parse(text) }
        } catch {
          expect(() => parse(text)).toThrow('The body is not JSON: line')
          return
        }
        try {
          expect({ value: parse(text).value }).toEqual(expected)
        } catch (error) {
          expect(String(error)).toContain('twice')
        }
      }),
      { numRuns: 500 },
    )
  })
})

// No key is a lone backslash: having met one, V8 13.6 takes other escaped keys for it (JSON.parse of {"a":1,"\\":2}, then of {"a":1,"\n":3}).
/** A tree whose objects may hold a key more than once. */
type Tree = { keys: [string, Tree][] } | { list: Tree[] } | number

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.nat(9),
    fc.record({
      keys: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c/d', 'extensions', '"', '__proto__'), tie('tree')), {
        maxLength: 3,
      }),
    }),
    fc.record({ list: fc.array(tie('tree'), { maxLength: 2 }) }),
  ),
}))

function write(node: Tree): string {
  if (typeof node === 'number') return String(node)
  if ('list' in node) return `[${node.list.map(write).join(', ')}]`
  return `{${node.keys.map(([key, child]) => `${JSON.stringify(key)} :${write(child)}`).join(',')}}`
}

/** The slow way: whether an object outside extension values has a key twice. */
function hasDuplicate(node: Tree, place: (string | number)[] = []): boolean {
  if (typeof node === 'number') return false
  if ('list' in node) return node.list.some((child, index) => hasDuplicate(child, [...place, index]))
  const keys = node.keys.map(([key]) => key)
  const free = place.slice(0, -1).includes('extensions')
  return (
    (!free && new Set(keys).size < keys.length) ||
    node.keys.some(([key, child]) => hasDuplicate(child, [...place, key]))
  )
}

describe('a property given twice (2.0 4.2.1)', () => {
  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":{"b":[{},{"c/d":1,"c\\/d":2}]}}', '/a/b/1/c~1d'],
    ['[{"x":1},{"\\u0061":1,"a":1}]', '/1/a'],
    ['{"extensions":{"http://e":1,"http://e":2}}', '/extensions/http:~1~1e'],
  ])('is refused with its JSON Pointer in %s (400)', (text, pointer) => {
    expect(() => parse(text)).toThrow(`The body has the property ${pointer} twice`)
  })

  it('has its last value inside an extension value (D-11)', () => {
    const text = '{"extensions":{"http://e":{"a":1,"a":{"b":1,"b":2}}}}'
    expect(parse(text).value).toEqual({ extensions: { 'http://e': { a: { b: 2 } } } })
  })

  it('is refused exactly where a slow search finds it', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const text = write(node)
        if (hasDuplicate(node)) expect(() => parse(text)).toThrow('twice')
        else expect(parse(text).value).toEqual(JSON.parse(text))
      }),
      { numRuns: 1000 },
    )
  })
})
