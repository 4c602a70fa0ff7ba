/** The formats `ids` and `canonical` of GET statements. */
import { describe, expect, it } from '@jest/globals'
import { toCanonical, toIds } from '../../lambdas/xapi/format.ts'
import { parseAcceptLanguage } from '../../lambdas/xapi/language.ts'

const ANN = '{"name":"Ann","mbox":"mailto:ann@example.com"}'
const MAP = '{"en-US":"a","en-GB":"b","fr":"c"}'
const activity = (id: string) =>
  `{"objectType":"Activity","id":"http://e.com/${id}","definition":{"name":${MAP},"description":{},"type":"http://e.com/t",` +
  `"choices":[{"id":"x","description":${MAP}},{"id":"y"}],"extensions":{"http://e.com/x":{"name":${MAP},"n":1.10}}}}`

const core = (object: string) =>
  `"actor":{"objectType":"Group","name":"g","member":[${ANN},{"objectType":"Agent","account":{"homePage":"http://e.com","name":"n"}}]},` +
  `"verb":{"id":"http://e.com/v","display":${MAP}},"object":${object},` +
  `"context":{"instructor":${ANN},"team":{"objectType":"Group","name":"t","mbox":"mailto:t@e.com","member":[${ANN}]},` +
  `"contextActivities":{"parent":[${activity('p')}],"other":[]},` +
  `"contextAgents":[{"objectType":"contextAgent","agent":${ANN},"relevantTypes":["http://e.com/r"]}],` +
  `"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","openid":"http://e.com/o","name":"o"}}],` +
  `"extensions":{"http://e.com/x":{"actor":${ANN}, "big":12345678901234567890}}},` +
  `"result":{"score":{"raw":1.10},"extensions":{"http://e.com/x":[ null, 1E5 ]}},` +
  `"attachments":[{"display":${MAP}}]`

const STATEMENT = `{"id":"1",${core(`{"objectType":"SubStatement",${core(activity('a'))}}`)},"authority":${ANN},"timestamp":"t"}`

const idCore = (object: string) =>
  `"actor":{"objectType":"Group","member":[{"mbox":"mailto:ann@example.com"},{"objectType":"Agent","account":{"homePage":"http://e.com","name":"n"}}]},` +
  `"verb":{"id":"http://e.com/v"},"object":${object},` +
  `"context":{"instructor":{"mbox":"mailto:ann@example.com"},"team":{"objectType":"Group","mbox":"mailto:t@e.com"},` +
  `"contextActivities":{"parent":[{"id":"http://e.com/p"}],"other":[]},` +
  `"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:ann@example.com"},"relevantTypes":["http://e.com/r"]}],` +
  `"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","openid":"http://e.com/o"}}],` +
  `"extensions":{"http://e.com/x":{"actor":${ANN}, "big":12345678901234567890}}},` +
  `"result":{"score":{"raw":1.10},"extensions":{"http://e.com/x":[ null, 1E5 ]}},` +
  `"attachments":[{"display":${MAP}}]`

describe('toIds', () => {
  it('leaves only what identifies things, and everything else token for token (XAPI-00171)', () => {
    expect(toIds(STATEMENT)).toBe(
      `{"id":"1",${idCore(`{"objectType":"SubStatement",${idCore('{"id":"http://e.com/a"}')}}`)},` +
        `"authority":{"mbox":"mailto:ann@example.com"},"timestamp":"t"}`,
    )
  })

  it.each([
    ['{"objectType":"StatementRef","id":"2"}', '{"objectType":"StatementRef","id":"2"}'],
    ['{"objectType":"Agent","name":"x","openid":"http://e.com/o"}', '{"objectType":"Agent","openid":"http://e.com/o"}'],
    ['{"id":"http://e.com/a"}', '{"id":"http://e.com/a"}'],
  ])('reduces the object %s to %s', (object, reduced) =>
    expect(toIds(`{"object":${object}}`)).toBe(`{"object":${reduced}}`),
  )
})

describe('toCanonical', () => {
  const canonical = (statement: string, header?: string, definitions: { [id: string]: string } = {}) =>
    toCanonical(statement, parseAcceptLanguage(header), (id) => definitions[id])

  it('leaves one language in each map of verbs and definitions, and nothing else changes (XAPI-00172)', () => {
    const one = '{"en-GB":"b"}'
    const translated = STATEMENT.replaceAll(`"display":${MAP}},"object"`, `"display":${one}},"object"`)
      .replaceAll(`"definition":{"name":${MAP}`, `"definition":{"name":${one}`)
      .replaceAll(`"id":"x","description":${MAP}`, `"id":"x","description":${one}`)
    expect(canonical(STATEMENT, 'de, en-GB;q=0.5')).toBe(translated)
  })

  it('shows the definition the LRS has merged, where it has one', () => {
    const definitions = { 'http://e.com/a': '{"name":{"fr":"F","en":"E"},"extensions":{"http://e.com/x":2.0}}' }
    const shown = '{"name":{"fr":"F"},"extensions":{"http://e.com/x":2.0}}'
    expect(canonical('{"object":{"id":"http://e.com/a"}}', 'fr', definitions)).toBe(
      `{"object":{"id":"http://e.com/a","definition":${shown}}}`,
    )
    expect(canonical('{"object":{"id":"http://e.com/a","definition":{}}}', 'fr', definitions)).toBe(
      `{"object":{"id":"http://e.com/a","definition":${shown}}}`,
    )
    expect(canonical('{"object":{"id":"http://e.com/b"}}', 'fr', definitions)).toBe(
      '{"object":{"id":"http://e.com/b"}}',
    )
  })

  it('leaves one language in each map when the request has no Accept-Language', () => {
    expect(canonical(`{"verb":{"id":"v","display":${MAP}}}`)).toBe('{"verb":{"id":"v","display":{"en-US":"a"}}}')
  })
})
