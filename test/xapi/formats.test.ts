/** Which strings each format of the schemas accepts. */
import { describe, expect, it } from '@jest/globals'
import { formats } from '../../lambdas/xapi/formats.ts'

type Table = { [format in keyof typeof formats]?: { good: string[]; bad: string[] } }

const TABLE: Table = {
  iri: {
    good: [
      'http://example.org',
      'urn:uuid:1',
      'https://xn--a.example/é?q=ü#x',
      'tag:a@b.c,2026:x',
      'a:b',
      'http://a/%zz',
    ],
    bad: [
      '',
      'example.org/x',
      '/x',
      '#x',
      ':x',
      'a:',
      '1a:b',
      'ab=c://should.fail.com',
      'http://a b',
      'http://a\nb',
      'http://<a>',
      'http://a\ud800',
      'http://a\u00a0b',
      'a_b:c',
    ],
  },
  uuid: {
    good: ['6690e6c9-3ef0-4ed3-8b37-7f3964730bee', '6690E6C9-3EF0-1ED3-0B37-7F3964730BEE'],
    bad: [
      '',
      '6690e6c93ef04ed38b377f3964730bee',
      '{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}',
      'urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee',
      '6690e6c9-3ef0-4ed3-8b37-7f3964730beg',
    ],
  },
  'email-iri': {
    good: ['mailto:ann@example.org', 'mailto:a+b@x'],
    bad: ['', 'ann@example.org', 'mailto:ann', 'mailto:@x', 'mailto:a@', 'mailto:a b@x', 'http://ann@example.org'],
  },
  'media-type': {
    good: ['text/plain', 'text/plain; charset=ascii', 'application/vnd.x+json'],
    bad: ['', 'text', 'text/', '/plain', 'text/pl ain', 'text/plain charset'],
  },
  duration: {
    good: ['PT0S', 'P1Y2M3DT4H5M6.789S', 'P1W', 'PT1.5H', 'P0.5Y', 'PT1H30M', 'PT1,5S', 'P1DT1S'],
    bad: [
      '',
      'P',
      'PT',
      'P1YT',
      '1S',
      'PT1',
      'P1S',
      'PT1.5H3M',
      'P1Y2W',
      'P0003-06-04T12:30:05',
      '-PT1S',
      'pt1s',
      'PT.5S',
      'P1H',
    ],
  },
  'language-tag': {
    good: [
      'de',
      'de-DE',
      'zh-Hant',
      'sr-Latn-RS',
      'cmn',
      'zh-Hans-CN',
      'en-us',
      'EN',
      'x-lang',
      'en-x-a-a',
      'i-klingon',
      'sl-rozaj-biske',
      'de-1996',
      'en-a-bbb-b-ccc',
      'es-419',
      'und',
    ],
    bad: [
      '',
      'a12345',
      'a12345678',
      'zh-z-aaa-z-bbb-c-ccc',
      'en_US',
      'e',
      'en-',
      'something-too-looooong',
      'en--US',
      'de-a',
    ],
  },
}

describe.each(Object.entries(TABLE))('the format %s', (name, { good, bad }) => {
  const isOf = formats[name as keyof typeof formats]
  it.each(good)('accepts %j', (text) => expect(isOf(text)).toBe(true))
  it.each(bad)('refuses %j', (text) => expect(isOf(text)).toBe(false))
})
