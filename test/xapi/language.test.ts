/** Which entry of a language map is shown. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { chooseLanguage, parseAcceptLanguage } from '../../lambdas/xapi/language.ts'

const choose = (tags: string[], header?: string) => chooseLanguage(tags, parseAcceptLanguage(header))

describe('chooseLanguage', () => {
  it.each<[string[], string | undefined, string | undefined]>([
    [['en-US', 'en-GB'], 'en-GB', 'en-GB'],
    [['en-US', 'en-GB'], 'EN-gb', 'en-GB'],
    [['de', 'en-GB'], 'en', 'en-GB'],
    [['de', 'en'], 'en-GB', 'de'],
    [['de', 'english'], 'en', 'de'],
    [['en', 'fr', 'de'], 'de;q=0.5, fr;q=0.8, en;q=0.1', 'fr'],
    [['en', 'fr'], 'fr, en', 'fr'],
    [['en', 'fr'], 'en;q=0.8, fr;q=0.8', 'en'],
    [['fr', 'en'], 'en;q=0.8, fr;q=0.8', 'en'],
    [['en-US', 'en-GB'], 'en;q=0.5, en-GB;q=0.9', 'en-GB'],
    [['en-GB', 'en-US'], 'en, en-GB;q=0.1', 'en-US'],
    [['en', 'fr'], 'en;q=0', 'fr'],
    [['en', 'fr'], 'en;q=0, *;q=0.1', 'fr'],
    [['en', 'fr'], '*;q=0, fr;q=0.001', 'fr'],
    [['en', 'fr'], '*;q=0', 'en'],
    [['en'], 'en;q=0', 'en'],
    [['en', 'fr'], undefined, 'en'],
    [['en', 'fr'], '', 'en'],
    [['en', 'fr'], 'zz', 'en'],
    [['en', 'fr'], ';;q, fr ; q = 0.7 , !', 'fr'],
    [['en', 'fr'], 'en;q=5, fr;q=0.1', 'fr'],
    [[], 'en', undefined],
  ])('chooses among %j for the Accept-Language %j: %j', (tags, header, tag) => expect(choose(tags, header)).toBe(tag))

  it('always chooses one of the tags, whatever the header', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (tags, header) => {
        expect(tags).toContain(choose(tags, header))
      }),
    )
  })
})
