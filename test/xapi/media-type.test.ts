/** How Content-Type values are read and compared. */
import { describe, expect, it } from '@jest/globals'
import { isSameMediaType, parseMediaType } from '../../lambdas/xapi/media-type.ts'

describe('parseMediaType', () => {
  it.each<[string, string, object]>([
    ['application/json', 'application/json', {}],
    [' Application/JSON ; Charset=UTF8', 'application/json', { charset: 'UTF8' }],
    ['application/json;', 'application/json', {}],
    ['a/b; c="d;\\"e"; f = g', 'a/b', { c: 'd;"e', f: 'g' }],
    ['image/svg+xml', 'image/svg+xml', {}],
  ])('reads the type and the parameters of %j', (text, type, parameters) => {
    const media = parseMediaType(text)
    expect([media?.type, Object.fromEntries(media?.parameters ?? [])]).toEqual([type, parameters])
  })

  it.each(['', 'json', 'a/', '/b', 'a/b c', 'a/b; c="d', 'a/b, c/d'])('finds no media type in %j', (text) =>
    expect(parseMediaType(text)).toBeUndefined(),
  )
})

describe('isSameMediaType', () => {
  it.each([
    ['text/plain', 'TEXT/plain; charset=ascii', true],
    ['text/plain', 'text/html', false],
    ['odd', ' odd', true],
    ['odd', 'text/plain', false],
  ])('compares %j with %j: %j', (a, b, same) => expect(isSameMediaType(a, b)).toBe(same))
})
