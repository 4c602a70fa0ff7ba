/** What If-Match and If-None-Match do to reads and writes of documents, for all resources and versions. */
import { describe, expect, it } from '@jest/globals'
import { isNotModified, judgeWrite, parsePreconditions, verdictError } from '../../lambdas/xapi/precondition.ts'

const OK = '"a"'
const RESOURCES = ['activities/state', 'activities/profile', 'agents/profile'] as const
const METHODS = ['PUT', 'POST', 'DELETE'] as const
const VERSIONS = ['1.0.3', '2.0.0'] as const

describe('judgeWrite', () => {
  it.each([
    // exists, If-Match, If-None-Match, verdict
    [true, OK, undefined, 'proceed'],
    [true, '"b", "a"', undefined, 'proceed'],
    [true, 'W/"a"', undefined, 'proceed'],
    [true, 'a', undefined, 'proceed'],
    [true, '*', undefined, 'proceed'],
    [true, '"b"', undefined, 'preconditionFailed'],
    [true, '"A"', undefined, 'preconditionFailed'],
    [true, undefined, '*', 'preconditionFailed'],
    [true, undefined, OK, 'preconditionFailed'],
    [true, undefined, '"b"', 'proceed'],
    [true, OK, '*', 'preconditionFailed'],
    [true, OK, '"b"', 'proceed'],
    [false, OK, undefined, 'preconditionFailed'],
    [false, '*', undefined, 'preconditionFailed'],
    [false, undefined, '*', 'proceed'],
    [false, undefined, OK, 'proceed'],
  ] as const)(
    'of a document that exists (%j) with If-Match %s and If-None-Match %s: %s, for all resources, methods and versions',
    (exists, match, none, verdict) => {
      const headers = new Map<string, string>()
      if (match) headers.set('if-match', match)
      if (none) headers.set('if-none-match', none)
      for (const resource of RESOURCES)
        for (const method of METHODS)
          for (const version of VERSIONS)
            expect(
              judgeWrite({ resource, method, version }, exists ? OK : undefined, parsePreconditions(headers)),
            ).toBe(verdict)
    },
  )

  it.each([
    ['activities/state', 'PUT', '1.0.3', 'proceed'],
    ['activities/state', 'PUT', '2.0.0', 'conflict'],
    ['activities/profile', 'PUT', '1.0.3', 'conflict'],
    ['activities/profile', 'PUT', '2.0.0', 'conflict'],
    ['agents/profile', 'PUT', '1.0.3', 'conflict'],
    ['agents/profile', 'PUT', '2.0.0', 'conflict'],
    ...RESOURCES.flatMap((resource) =>
      VERSIONS.flatMap((version) => [
        [resource, 'POST', version, 'proceed'] as const,
        [resource, 'DELETE', version, 'proceed'] as const,
      ]),
    ),
  ] as const)(
    'of an existing %s with a %s without preconditions under %s: %s (XAPI-00322)',
    (resource, method, version, verdict) => {
      expect(judgeWrite({ resource, method, version }, OK, {})).toBe(verdict)
    },
  )

  it.each(
    RESOURCES.flatMap((resource) =>
      METHODS.flatMap((method) => VERSIONS.map((version) => [resource, method, version] as const)),
    ),
  )(
    'of a new %s with a %s without preconditions under %s: refused only as a PUT of a profile under 1.0.3 (XAPI-00273)',
    (resource, method, version) => {
      const isRefused = resource !== 'activities/state' && method === 'PUT' && version === '1.0.3'
      expect(judgeWrite({ resource, method, version }, undefined, {})).toBe(
        isRefused ? 'preconditionMissing' : 'proceed',
      )
    },
  )
})

describe('parsePreconditions', () => {
  it.each(['', ' ', '"a', '"a" "b"', '*, "a"', '"a",,"b"'])('refuses If-Match %j (400)', (header) => {
    expect(() => parsePreconditions(new Map([['if-match', header]]))).toThrow(
      expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ parameter: 'If-Match' })] }),
    )
  })

  it('reads a tag with commas in it as one tag', () => {
    expect(parsePreconditions(new Map([['if-none-match', '"a,b",W/"c"']]))).toEqual({ ifNoneMatch: ['"a,b"', '"c"'] })
  })
})

describe('isNotModified', () => {
  it('is true when If-None-Match names the current tag or * (D-18)', () => {
    expect(isNotModified(OK, {})).toBe(false)
    expect(isNotModified(OK, { ifNoneMatch: ['"b"'] })).toBe(false)
    expect(isNotModified(OK, { ifNoneMatch: ['"b"', OK] })).toBe(true)
    expect(isNotModified(OK, { ifNoneMatch: '*' })).toBe(true)
  })
})

describe('verdictError', () => {
  it('tells a writer without preconditions what to do (XAPI-00322: 409)', () => {
    expect(verdictError('conflict')).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/If-Match.*ETag/),
    })
    expect(verdictError('preconditionMissing')).toMatchObject({
      code: 'invalid',
      violations: [expect.objectContaining({ parameter: 'If-None-Match' })],
    })
    expect(verdictError('preconditionFailed')).toMatchObject({ code: 'preconditionFailed' })
  })
})
