/** Which statements each version accepts, and what the errors of the others say. */
import { describe, expect, it } from '@jest/globals'
import { XapiError } from '../../lambdas/xapi/errors.ts'
import type { Statement } from '../../lambdas/xapi/statement.ts'
import { parseStatements } from '../../lambdas/xapi/statements-body.ts'
import { requireFileUrls, requireOneWithId } from '../../lambdas/xapi/validate.ts'
import { ATTACHMENT, context, GROUP, INVALID, VALID } from '../support/judged-statements.ts'
import { bytes, validate } from '../support/prepared-statements.ts'
import { ANN, statement, subStatement, UUID, VERSIONS } from '../support/statements.ts'

/** The places and rules of the violations of a value, as `/pointer rule, found kind`. */
function violations(value: unknown, version: (typeof VERSIONS)[number]): string[] {
  try {
    validate(value, version)
    return []
  } catch (error) {
    if (!(error instanceof XapiError)) throw error
    expect(error.code).toBe('invalid')
    return error.violations.map(({ pointer, rule, found }) => `${pointer} ${rule}, found ${found}`)
  }
}

describe.each(VERSIONS)('under %s a statement', (version) => {
  it.each(VALID)('%s is accepted', (_, value) => {
    expect(violations(value, version)).toEqual([])
  })

  // @control invalid-refused
  it.each(INVALID)('%s is refused for that alone (400)', (_, value, message) => {
    const found = violations(value, version)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^${message.replace(/[$()+?]/g, '\\$&')}$`))
  })
})

describe('what the versions do not share', () => {
  const agents = context({ contextAgents: [{ objectType: 'contextAgent', agent: ANN, relevantTypes: ['http://t'] }] })
  const groups = context({ contextGroups: [{ objectType: 'contextGroup', group: GROUP }] })

  it.each([
    ['contextAgents', agents],
    ['contextGroups', groups],
  ])('%s are accepted under 2.0.0 and refused under 1.0.3 (D-3)', (name, value) => {
    expect(violations(value, '2.0.0')).toEqual([])
    expect(violations(value, '1.0.3')).toEqual([
      `/context/${name} is not a property that xAPI knows here, found an array of 1`,
    ])
  })

  it.each([
    [
      { objectType: 'contextAgent', agent: ANN, relevantTypes: [] },
      '/relevantTypes must have at least 1 element, found an array of 0',
    ],
    [{ objectType: 'contextAgent', agent: GROUP }, '/agent/objectType must be "Agent", found a string'],
    [{ agent: ANN }, '/objectType is required, found nothing'],
    [
      { objectType: 'contextAgent', agent: ANN, relevantTypes: ['x'] },
      '/relevantTypes/0 must be an IRI with a scheme, found a string',
    ],
  ])('a contextAgent %j is refused (400)', (contextAgent, message) => {
    expect(violations(context({ contextAgents: [contextAgent] }), '2.0.0').join()).toContain(
      `/context/contextAgents/0${message}`,
    )
  })

  it('the version 2.0.0 is accepted under 2.0.0 and refused under 1.0.3', () => {
    expect(violations(statement({ version: '2.0.0' }), '2.0.0')).toEqual([])
    expect(violations(statement({ version: '2.0.0' }), '1.0.3')).toHaveLength(1)
  })
})

describe('the errors of a request', () => {
  // @control invalid-refused
  it('name the index and the id of the statement, and everything that is wrong with it', () => {
    const bad = { ...statement({ id: UUID, timestamp: 'x' }), verb: {} }
    expect(() => validate([statement(), bad])).toThrow(
      expect.objectContaining({
        message: 'Statement 1 of the batch (counted from 0): /verb/id is required, found nothing; and 1 more',
        violations: [
          { statement: 1, id: UUID, pointer: '/verb/id', rule: 'is required', found: 'nothing' },
          expect.objectContaining({ statement: 1, id: UUID, pointer: '/timestamp' }),
        ],
      }),
    )
  })

  it('are the first 20 when there are more', () => {
    expect(
      violations(
        Array.from({ length: 100 }, () => ({})),
        '2.0.0',
      ),
    ).toHaveLength(20)
  })

  it('never show a value that was sent', () => {
    expect(() => validate(statement({ actor: { mbox: 'secret', name: 7 } }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
  })

  it('cut the names of properties that are long', () => {
    expect(violations(statement({ ['x'.repeat(500)]: 1 }), '2.0.0')[0]?.length).toBeLessThan(150)
  })

  it('name an id that a batch repeats in another case (2.0 4.1.6.1)', () => {
    const batch = [statement({ id: UUID }), statement({ id: UUID.toUpperCase() })]
    expect(violations(batch, '1.0.3')).toEqual([
      '/id must differ from the ids of the other statements of the batch, found an id that came before',
    ])
  })

  it.each([
    ['a million nulls', `[${'null,'.repeat(1_000_000)}null]`],
    ['a list with a million nulls', `{"actor":{"objectType":"Group","member":[${'null,'.repeat(1_000_000)}null]}}`],
  ])('come within four seconds for %s', (_, text) => {
    const begin = performance.now()
    expect(() => validate(JSON.parse(text))).toThrow('and 19 more')
    expect(performance.now() - begin).toBeLessThan(4_000)
  })
})

describe('the body of a PUT', () => {
  const require = (value: unknown) => {
    const received = parseStatements(bytes(JSON.stringify(value)))
    requireOneWithId(received, received.values as Statement[], UUID)
  }

  it.each([
    ['the id of the request', { id: UUID }],
    ['that id in upper case', { id: UUID.toUpperCase() }],
    ['no id', {}],
  ])('is accepted as one statement with %s', (_, more) => {
    expect(() => require(statement(more))).not.toThrow()
  })

  it('is refused with another id (400)', () => {
    const violation = { pointer: '/id', rule: 'must be the statementId of the request' }
    expect(() => require(statement({ id: UUID.replace('6', '7') }))).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: 'The statement has another id than the request.',
        violations: [violation],
      }),
    )
  })

  it.each([[[statement()]], [[]]])('is refused as an array: %j (400)', (value) => {
    expect(() => require(value)).toThrow(
      expect.objectContaining({ code: 'invalid', message: 'PUT takes one statement, not an array.', violations: [] }),
    )
  })
})

describe('an attachment without fileUrl in a JSON request', () => {
  it('is refused, also in a SubStatement (400)', () => {
    const value = statement({ attachments: [ATTACHMENT], object: subStatement({ attachments: [ATTACHMENT] }) })
    expect(() => requireFileUrls(validate(value))).toThrow(
      expect.objectContaining({
        violations: [
          expect.objectContaining({ pointer: '/attachments/0/fileUrl' }),
          expect.objectContaining({ pointer: '/object/attachments/0/fileUrl' }),
        ],
      }),
    )
  })

  it('is accepted once it has a fileUrl', () => {
    requireFileUrls(validate(statement({ attachments: [{ ...ATTACHMENT, fileUrl: 'http://f' }] })))
  })
})
