/** How the body of a request becomes statements, each with its exact text. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseStatements, statementText } from '../../lambdas/xapi/statements-body.ts'
import { bytes } from '../support/prepared-statements.ts'

describe('the statements of a body', () => {
  it('keep their exact texts, spaces inside them included', () => {
    const texts = ['{ "a" : [1, "]\\"}"] }', '{}', '{"b":\t"\\\\"}']
    const received = parseStatements(bytes(` [ ${texts.join(' ,\n')} ] `))
    expect(received.single).toBe(false)
    expect(texts.map((_, index) => statementText(received, index))).toEqual(texts)
  })

  it('are one statement without the space around it when the body is an object', () => {
    const received = parseStatements(bytes(' {"a":[1]}\n'))
    expect(received).toMatchObject({ single: true, values: [{ a: [1] }] })
    expect(statementText(received, 0)).toBe('{"a":[1]}')
  })

  it('are none when the body is an empty array (D-6)', () => {
    expect(parseStatements(bytes('[ ]'))).toMatchObject({ single: false, values: [], spans: [] })
  })

  it.each(['1', '"x"', 'null', 'true'])('are refused when the body is %s (400)', (text) => {
    expect(() => parseStatements(bytes(text))).toThrow('must be a statement or an array of statements')
  })

  it.each([
    ['no JSON', '[1,]', 'The body is not JSON: line 1, column 4: expected a value, found ]', []],
    ['JSON that ends too early', '[1', 'The body is not JSON: line 1, column 3: ended, expected , or ]', []],
    ['JSON that nests too deep', '['.repeat(513), 'The body nests deeper than 512 levels', []],
    [
      'an object with a key twice',
      '[{"x":1},{"a":1,"a":1}]',
      'The body has the property /1/a twice',
      [{ pointer: '/1/a', rule: 'must be given only once', found: 'the same property twice' }],
    ],
  ])('are refused in words that name the fault when the body is %s (400)', (_, text, message, violations) => {
    const fault = expect.objectContaining({ name: 'XapiError', code: 'invalid', message, violations })
    expect(() => parseStatements(bytes(text))).toThrow(fault as never)
  })

  it('are cut where JSON.parse finds them', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), (values, indent) => {
        const received = parseStatements(bytes(JSON.stringify(values, null, indent)))
        expect(received.spans).toHaveLength(values.length)
        values.forEach((value, index) => {
          expect(JSON.parse(statementText(received, index))).toEqual(JSON.parse(JSON.stringify(value)))
        })
      }),
    )
  })
})
