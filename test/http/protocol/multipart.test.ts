/** Bodies of multipart/mixed, as senders write them and as clients read them. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { boundaryOf, formatMultipart, parseMultipart } from '../../../lambdas/http/protocol/multipart.ts'

const read = (text: string, boundary = 'b') =>
  parseMultipart(Buffer.from(text, 'latin1'), boundary).map(({ headers, body }) => [
    Object.fromEntries(headers),
    body.toString('latin1'),
  ])

describe('boundaryOf', () => {
  it.each([
    ['multipart/mixed; boundary=abc', 'abc'],
    ['multipart/mixed;boundary="a b:c"', 'a b:c'],
    ['Multipart/Mixed; charset=utf-8; BOUNDARY = "a\\bc"', 'abc'],
    ['multipart/mixed; boundary=----=_Part_0_1.2', '----=_Part_0_1.2'],
    ['multipart/mixed; boundary="\'()+_,-./:=?"; x=y;', "'()+_,-./:=?"],
  ])('reads %j', (contentType, boundary) => expect(boundaryOf(contentType)).toBe(boundary))

  it.each([
    'multipart/mixed',
    'multipart/mixed; boundary=',
    'multipart/mixed; boundary=""',
    'multipart/mixed; boundary="ends with a space "',
    `multipart/mixed; boundary=${'x'.repeat(71)}`,
    'multipart/mixed; boundary="open',
  ])('refuses %j (400)', (contentType) => {
    expect(() => boundaryOf(contentType)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        violations: [expect.objectContaining({ parameter: 'Content-Type' })],
      }),
    )
  })
})

describe('parseMultipart', () => {
  it.each<[string, string, unknown]>([
    ['one part', '--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n', [[{ a: '1' }, 'x']]],
    ['no line end after the last boundary', '--b\r\nA: 1\r\n\r\nx\r\n--b--', [[{ a: '1' }, 'x']]],
    ['a leading CRLF', '\r\n--b\r\n\r\nx\r\n--b--', [[{}, 'x']]],
    ['preamble and epilogue', 'hello --b\r\n--bb\r\n--b\r\n\r\nx\r\n--b--\r\n--b\r\nnot: this', [[{}, 'x']]],
    [
      'two parts',
      '--b\r\nA: 1\r\n\r\nx\r\n--b\r\nB:2\r\n\r\ny\r\n--b--',
      [
        [{ a: '1' }, 'x'],
        [{ b: '2' }, 'y'],
      ],
    ],
    ['padding after the boundary', '--b \t\r\n\r\nx\r\n--b-- \t\r\n', [[{}, 'x']]],
    ['headers and no body', '--b\r\nA: 1\r\n--b--', [[{ a: '1' }, '']]],
    ['headers and an empty body', '--b\r\nA: 1\r\n\r\n\r\n--b--', [[{ a: '1' }, '']]],
    ['nothing at all in a part', '--b\r\n--b--', [[{}, '']]],
    ['a colon in a value', '--b\r\nA: 1:2\r\n\r\nx\r\n--b--', [[{ a: '1:2' }, 'x']]],
    ['a folded header', '--b\r\nA: 1\r\n  2\r\n\r\nx\r\n--b--', [[{ a: '1 2' }, 'x']]],
    ['CRLF around the data', '--b\r\n\r\n\r\n\r\nx\r\n\r\n--b--', [[{}, '\r\n\r\nx\r\n']]],
    [
      'a longer boundary in the data',
      '--b\r\n\r\n\r\n--bc\r\n--b-x\r\n--b--y\r\n--b--',
      [[{}, '\r\n--bc\r\n--b-x\r\n--b--y']],
    ],
    ['the boundary inside a line', '--b\r\n\r\nx--b\r\n--b--', [[{}, 'x--b']]],
    ['LF boundary lines in a CRLF body', '--b\r\n\r\nx\n--b\ny\n--b--\r\n--b--', [[{}, 'x\n--b\ny\n--b--']]],
    [
      'LF alone throughout',
      '--b\nA: 1\n\nx\r\n\n--b\n\ny\n--b--\n',
      [
        [{ a: '1' }, 'x\r\n'],
        [{}, 'y'],
      ],
    ],
  ])('reads %s', (_, text, parts) => expect(read(text)).toEqual(parts))

  it.each<[string, string, string]>([
    ['an empty body', '', 'body'],
    ['another boundary', '--c\r\n\r\nx\r\n--c--', 'body'],
    ['a boundary that never begins a line', 'x--b\r\n\r\nx--b--', 'body'],
    ['no parts', '--b--\r\n', 'body'],
    ['no closing boundary', '--b\r\n\r\nx', 'part 1'],
    ['no boundary after the second part', '--b\r\n\r\nx\r\n--b\r\n\r\ny\r\n--b-', 'part 2'],
    ['data where headers belong', '--b\r\nA: 1\r\n{"a":1}\r\n--b--', 'part 1'],
    ['a header without a name', '--b\r\n: 1\r\n\r\nx\r\n--b--', 'part 1'],
    ['a header twice', '--b\r\nA: 1\r\na: 2\r\n\r\nx\r\n--b--', 'part 1'],
  ])('refuses %s and names the place (400)', (_, text, parameter) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ parameter })] }),
    )
  })

  it('reads back what formatMultipart writes, whatever the octets', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      // Bytes that look like the format itself, but never a whole delimiter line.
      fc
        .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '--b', 'b', ':', ' '))
        .map((s) => Buffer.from(s.join(''))),
    )
    const part = fc.record({
      headers: fc.constantFrom(new Map(), new Map([['content-type', 'a/b; c=d']])),
      body: octets,
    })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(parseMultipart(formatMultipart(parts, 'b-0-b'), 'b-0-b')).toEqual(parts)
      }),
    )
  })

  it('refuses a body of more than 5,000 parts (413)', () => {
    const body = Buffer.alloc(100_000, '--b\r\n')
    expect(() => parseMultipart(body, 'b')).toThrow(expect.objectContaining({ code: 'tooLarge' }))
  })

  it('reads 4 MB full of almost-boundaries in less than 2 s', () => {
    const body = Buffer.concat([
      Buffer.from('--b\r\n\r\n'),
      Buffer.alloc(4_000_000, '\r\n--b  x'),
      Buffer.from('\r\n--b--'),
    ])
    const begin = performance.now()
    expect(parseMultipart(body, 'b')).toHaveLength(1)
    expect(performance.now() - begin).toBeLessThan(2000)
  })
})

describe('formatMultipart', () => {
  it('writes headers as given, so that a multipart client reads them', () => {
    const parts = [{ headers: new Map([['Content-Type', 'application/json']]), body: Buffer.from('{}') }]
    expect(formatMultipart(parts, 'x').toString()).toBe('--x\r\nContent-Type: application/json\r\n\r\n{}\r\n--x--\r\n')
  })

  it('writes line ends in a header value as spaces, so that it forges no header and no part', () => {
    const parts = [{ headers: new Map([['Content-Type', 'a/b\r\n\r\n--x--\0']]), body: Buffer.from('y') }]
    const [part] = parseMultipart(formatMultipart(parts, 'x'), 'x')
    expect(Object.fromEntries(part?.headers ?? [])).toEqual({ 'content-type': 'a/b    --x--' })
    expect(part?.body.toString()).toBe('y')
  })
})
