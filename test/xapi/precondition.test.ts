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
    'exists %j, If-Match %s, If-None-Match %s: %s, whatever resource, method and version',
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
  ] as const)('an existing %s, blind %s under %s: %s (XAPI-00322)', (resource, method, version, verdict) => {
    expect(judgeWrite({ resource, method, version }, OK, {})).toBe(verdict)
  })

  it.each(
    RESOURCES.flatMap((resource) =>
      METHODS.flatMap((method) => VERSIONS.map((version) => [resource, method, version] as const)),
    ),
  )(
    'a new %s, blind %s under %s: only a PUT of a 1.0.3 profile must tell (XAPI-00273)',
    (resource, method, version) => {
      const mustTell = resource !== 'activities/state' && method === 'PUT' && version === '1.0.3'
      expect(judgeWrite({ resource, method, version }, undefined, {})).toBe(
        mustTell ? 'preconditionMissing' : 'proceed',
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

  it('reads a tag with commas in it', () => {
    expect(parsePreconditions(new Map([['if-none-match', '"a,b",W/"c"']]))).toEqual({ ifNoneMatch: ['"a,b"', '"c"'] })
  })
})

describe('isNotModified', () => {
  it('is true for the current tag and for * (D-18)', () => {
    expect(isNotModified(OK, {})).toBe(false)
    expect(isNotModified(OK, { ifNoneMatch: ['"b"'] })).toBe(false)
    expect(isNotModified(OK, { ifNoneMatch: ['"b"', OK] })).toBe(true)
    expect(isNotModified(OK, { ifNoneMatch: '*' })).toBe(true)
  })
})

describe('verdictError', () => {
  it('tells a blind writer what to do (XAPI-00322: 409)', () => {
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
