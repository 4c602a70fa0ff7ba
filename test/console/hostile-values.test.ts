/** What becomes of texts before they are shown: none of them leaves its place, and of ten megabytes little is left. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { balanced, isolated, seen, withVisibleControls } from '../../console/language/bidi.ts'
import { summaryOf } from '../../console/language/statement-summary.ts'
import { parseExactly, shortened } from '../../console/rooms/explorer/json-text.ts'
import { HOSTILE } from './hostile-strings.ts'

/** Texts that are full of what turns text. */
const turning = fc.string({
  unit: fc.constantFrom('\u2066', '\u2067', '\u2068', '\u2069', '\u202E', '\u202C', 'a', 'ש'),
})

/** How many isolates are open behind each character; less than none where one of somebody else was closed. */
const depths = (text: string) => {
  let depth = 0
  return Array.from(text, (one) => (depth += /[\u2066-\u2068]/.test(one) ? 1 : one === '\u2069' ? -1 : 0))
}

describe('a text beside others', () => {
  it('closes what it opens, nothing else, and loses no letter', () => {
    fc.assert(
      fc.property(turning, (text) => {
        const open = depths(balanced(text))
        expect(Math.min(0, ...open)).toBe(0)
        expect(open.at(-1) ?? 0).toBe(0)
        expect(balanced(text).replaceAll(/[\u2066-\u2069]/g, '')).toBe(text.replaceAll(/[\u2066-\u2069]/g, ''))
        expect(balanced(balanced(text))).toBe(balanced(text))
      }),
    )
  })

  it('is in an isolate of its own where no element can be, unless it can turn nothing', () => {
    fc.assert(
      fc.property(turning, (text) => {
        const open = depths(isolated(text))
        if (/^a*$/.test(text)) expect(isolated(text)).toBe(text)
        else expect([Math.min(...open.slice(0, -1)), open.at(-1)]).toEqual([1, 0])
      }),
    )
  })

  it('is told by its code points where nobody could see it', () => {
    expect(seen('\u200B\u{E0001}')).toBe('U+200B U+E0001')
    expect(seen(' '.repeat(500))).toMatch(/^(U\+0020 ){7}U\+0020…$/)
    for (const text of ['', 'a', ' a ', '\u200Da', '\uD800', '\u0301a', 'ש']) expect(seen(text)).toBe(text)
  })

  it('is the same JSON with its controls of direction written out', () => {
    fc.assert(
      fc.property(fc.oneof(turning, fc.constantFrom(...HOSTILE)), (text) => {
        const shown = withVisibleControls(JSON.stringify({ [text]: text }))
        expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify({ [text]: text })))
        expect(shown).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
      }),
    )
  })
})

it('of names of ten megabytes the beginning is shown, and what identifies is kept whole', () => {
  const long = 'x'.repeat(10_000_000)
  const statement = {
    actor: { name: long, account: { homePage: 'https://hr.example.org', name: long } },
    verb: { id: `https://x.example/${long}`, display: { en: long } },
    object: { id: `https://x.example/${long}`, definition: { name: { en: long } } },
    result: { response: long, duration: long },
    context: { platform: long },
    authority: { mbox: `mailto:${long}` },
  }
  const { actor, verb, thing, result, platform, authority } = summaryOf(statement, 'en')
  const shown = [actor?.label, actor?.id, verb?.label, 'label' in thing ? thing.label : '', platform, authority?.label]
  for (const text of [...shown, result.response, result.duration, shortened(long)]) {
    expect(text?.length).toBeGreaterThan(100)
    expect(text?.length).toBeLessThan(5_000)
  }
  expect(JSON.parse(actor?.agent ?? '').account.name.length).toBe(long.length)
  expect(verb?.id.length).toBeGreaterThan(long.length)
})

it('names that objects have by themselves are names like others', () => {
  const text = '{"__proto__":{"isOwner":true},"constructor":1,"toString":"x"}'
  const value = parseExactly(text)
  expect(Object.entries(value ?? {}).map(([name]) => name)).toEqual(['__proto__', 'constructor', 'toString'])
  expect(({} as { isOwner?: boolean }).isOwner).toBeUndefined()
  expect(summaryOf({ verb: { id: 'a:b', display: value } }, 'en').verb?.label).toBe('x')
})
