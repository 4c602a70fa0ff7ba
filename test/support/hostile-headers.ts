/** Headers as nobody should send them, and the odd texts that they are made of. */
import fc from 'fast-check'

/** `many` of the one, else some of the others. */
export const mostly = <Value>(many: fc.Arbitrary<Value>, ...others: fc.Arbitrary<Value>[]) =>
  fc.oneof({ weight: 12, arbitrary: many }, ...others)

export const long = fc.integer({ min: 1_000, max: 12_000 }).map((length) => 'x'.repeat(length))
export const oddText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '%00',
    '%',
    '%zz',
    '%ff',
    '%ED%A0%80',
    '+',
    '%0d%0a',
    'null',
    '[]',
    '{}',
    '"',
    '\u0000',
    '\ud800',
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  long,
)
const HEADERS: { [name: string]: fc.Arbitrary<string> } = {
  authorization: fc.constantFrom(
    'Basic YWxsOnM=',
    'Basic',
    'Basic ====',
    'Bearer x',
    `Basic ${Buffer.from(`${'k'.repeat(3_000)}:s`).toString('base64')}`,
    `Basic ${Buffer.from(`${'k'.repeat(2_040)}:s`).toString('base64')}`,
    `Basic ${Buffer.from('\u0000:\u0000').toString('base64')}`,
    `Basic ${Buffer.from(':').toString('base64')}`,
  ),
  'x-experience-api-version': fc.constantFrom('1.0.3', '2.0.0', '1.0', '0.95', '', '9'),
  'content-type': fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'multipart/mixed; boundary=b',
    'multipart/mixed',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
    ';',
    'a/b;c="',
    'x'.repeat(1_001),
    'a/b\r\nX: y',
  ),
  'content-encoding': fc.constantFrom('gzip', 'br', 'deflate', 'odd', 'identity'),
  accept: fc.constantFrom('text/plain', '*/*', ''),
  'accept-language': fc.oneof(fc.constantFrom('de;q=0.5,*;q=0', 'x;q=9', ','.repeat(5_000)), oddText),
  'if-match': fc.oneof(
    fc.constantFrom('*', '"a"', 'W/"a","b"', ',', `"${'a'.repeat(7_000)}"`, '"a",'.repeat(101)),
    oddText,
  ),
  'if-none-match': fc.oneof(fc.constantFrom('*', '"a"', '', '"'), oddText),
  'content-length': fc.constantFrom('0', '-1', 'x'),
}
export const headers = fc
  .tuple(
    fc.record({
      authorization: mostly(fc.constant('Basic YWxsOnM='), HEADERS.authorization ?? oddText),
      'x-experience-api-version': mostly(
        fc.constantFrom('1.0.3', '2.0.0'),
        HEADERS['x-experience-api-version'] ?? oddText,
      ),
      'content-type': mostly(
        fc.constantFrom('application/json', 'multipart/mixed; boundary=b'),
        HEADERS['content-type'] ?? oddText,
      ),
    }),
    fc
      .subarray(Object.keys(HEADERS).slice(3), { maxLength: 2 })
      .chain((names) =>
        fc.tuple(...names.map((name) => (HEADERS[name] ?? oddText).map((value) => [name, value] as const))),
      ),
  )
  .map(([usual, others]) => ({ ...usual, ...Object.fromEntries(others) }))
