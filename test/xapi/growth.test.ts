/** Ten times as much in any one place of a statement takes about ten times as many steps, all the way through the domain. */
import { describe, expect, it } from '@jest/globals'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { toIndexContents } from '../../lambdas/statements/index/postings.ts'
import { termsOfStatements } from '../../lambdas/statements/index/terms.ts'
import { collectDefinitions } from '../../lambdas/xapi/activity.ts'
import { sameStatement } from '../../lambdas/xapi/comparison.ts'
import { XapiError } from '../../lambdas/xapi/errors.ts'
import { prepareStatements } from '../../lambdas/xapi/prepare.ts'
import type { Version } from '../../lambdas/xapi/statement.ts'
import { toCanonical, toIds } from '../../lambdas/xapi/statement-format.ts'
import { parseStatements, statementText } from '../../lambdas/xapi/statements-body.ts'
import { validateStatements } from '../../lambdas/xapi/validate.ts'
import {
  ACTIVITY,
  ANN,
  AUTHORITY,
  type JsonObject,
  referring,
  statement,
  subStatement,
  UUID,
  uuid,
} from '../support/statements.ts'
import { useSteps } from '../support/steps.ts'

const SMALL = process.env.DEEP === '1' ? 200 : 100
/** Sorting takes a little more than ten times as many; what grows with the square takes nearly a hundred times. */
const MOST = 16

const repeat = <Value>(count: number, make: (n: number) => Value) => Array.from({ length: count }, (_, n) => make(n))
const members = (count: number, key: (n: number) => string, value: unknown) =>
  Object.fromEntries(repeat(count, (n) => [key(n), value]))
const agents = (count: number) => repeat(count, (n) => ({ mbox: `mailto:${n}@example.org` }))
const activities = (count: number) => repeat(count, (n) => ({ id: `http://example.org/activities/${n}` }))
const components = (count: number) => repeat(count, (n) => ({ id: `c${n}`, description: { en: 'x' } }))
const defined = (definition: JsonObject) => statement({ object: { ...ACTIVITY, definition } })
const tags = (count: number) => members(count, (n) => `en-x-${n}`, 'x')
const nested = (depth: number): unknown =>
  repeat(Math.min(depth, 500), () => 0).reduce<unknown>((inner) => [inner, 1], 0)
const attachment = (n: number) => ({
  usageType: 'http://example.org/u',
  display: { en: 'x' },
  contentType: 'text/plain',
  length: n,
  sha2: n.toString(16).padStart(64, '0'),
  fileUrl: 'http://example.org/f',
})

const VERSIONS: Version[] = ['1.0.3', '2.0.0']

/** Statements with `n` of something, of which some are valid. */
const GROWING: { [place: string]: (n: number) => JsonObject | JsonObject[] } = {
  'digits of a duration': (n) => statement({ result: { duration: `PT1.${'1'.repeat(n)}S` } }),
  'whole digits of a duration': (n) => statement({ result: { duration: `PT${'1'.repeat(n)}S` } }),
  'a broken duration': (n) => statement({ result: { duration: `P${'1'.repeat(n)}` } }),
  'zeros of a timestamp': (n) => statement({ timestamp: `2026-01-01T00:00:00.${'0'.repeat(n)}1Z` }),
  'a broken timestamp': (n) => statement({ timestamp: `2026-01-01T00:00:00.${'0'.repeat(n)}` }),
  'digits of a number': (n) =>
    JSON.parse(
      JSON.stringify(statement({ result: { extensions: { 'a:b': 1 } } })).replace(':1}', `:1.${'0'.repeat(n)}1}`),
    ),
  'a response': (n) => statement({ result: { response: 'a"\\'.repeat(n) } }),
  'a name': (n) => statement({ actor: { ...ANN, name: 'x'.repeat(n) } }),
  'a mail address': (n) => statement({ actor: { mbox: `mailto:${'@.'.repeat(n)}a@b` } }),
  'an account': (n) =>
    statement({ actor: { account: { homePage: `http://h/${'x'.repeat(n)}`, name: 'x'.repeat(n) } } }),
  'an IRI': (n) => statement({ verb: { id: `http://example.org/${'é'.repeat(n)}` } }),
  'a scheme': (n) => statement({ verb: { id: `${'a'.repeat(n)}:b` } }),
  'a language tag': (n) => statement({ context: { language: `en${'-abcde'.repeat(n)}` } }),
  'private subtags': (n) => statement({ context: { language: `x${'-1'.repeat(n)}` } }),
  'extended subtags': (n) => statement({ context: { language: `en-a${'-bb'.repeat(n)}` } }),
  'tags of a language map': (n) => statement({ verb: { id: 'a:b', display: tags(n) } }),
  'keys of extensions': (n) => statement({ result: { extensions: members(n, (at) => `a:${at}`, 1) } }),
  'values of an extension': (n) => statement({ context: { extensions: { 'a:b': repeat(n, (at) => ({ at })) } } }),
  'escapes in keys': (n) => statement({ context: { extensions: { [`a:${'\\'.repeat(n)}`]: 1 } } }),
  'a broken key': (n) => statement({ context: { extensions: members(n, String, 1) } }),
  'levels of an extension': (n) => statement({ context: { extensions: { 'a:b': nested(n / 10) } } }),
  'members of a group': (n) => statement({ actor: { objectType: 'Group', member: agents(n) } }),
  'one member of a group again': (n) => statement({ actor: { objectType: 'Group', member: repeat(n, () => ANN) } }),
  'broken members of a group': (n) => statement({ actor: { objectType: 'Group', member: repeat(n, () => ({})) } }),
  'context agents': (n) =>
    statement({ context: { contextAgents: agents(n).map((agent) => ({ objectType: 'contextAgent', agent })) } }),
  'relevant types': (n) =>
    statement({
      context: {
        contextAgents: [{ objectType: 'contextAgent', agent: ANN, relevantTypes: activities(n).map(({ id }) => id) }],
      },
    }),
  'context groups': (n) =>
    statement({
      context: {
        contextGroups: agents(n).map((agent) => ({
          objectType: 'contextGroup',
          group: { objectType: 'Group', ...agent },
        })),
      },
    }),
  'related activities': (n) =>
    statement({ context: { contextActivities: { grouping: activities(n), other: activities(n) } } }),
  'activities of a SubStatement': (n) =>
    statement({ object: subStatement({ context: { contextActivities: { parent: activities(n) } } }) }),
  attachments: (n) => statement({ attachments: repeat(n, attachment) }),
  'a media type': (n) =>
    statement({ attachments: [{ ...attachment(1), contentType: `a/b;${' '.repeat(n)}${';a="'.repeat(n)}` }] }),
  'names of a definition': (n) => defined({ name: tags(n) }),
  'response patterns': (n) => defined({ interactionType: 'choice', correctResponsesPattern: repeat(n, String) }),
  choices: (n) => defined({ interactionType: 'choice', choices: components(n) }),
  'a version': (n) => statement({ version: `1.0.${'0'.repeat(n)}` }),
  'unknown properties': (n) => ({ ...statement(), ...members(n, String, 1) }),
  statements: (n) => repeat(n, (at) => statement({ id: uuid(at) })),
  'statements of different agents and activities': (n) =>
    repeat(n, (at) => statement({ id: uuid(at), actor: agents(at + 1).at(-1), object: { id: `a:${at}` } })),
  'statements of one id': (n) => repeat(n, () => statement({ id: UUID })),
  references: (n) => repeat(n, (at) => referring(uuid(at), uuid(at + 1))),
  'definitions of one activity': (n) =>
    repeat(n, (at) => ({ ...defined({ name: { [`en-x-${at}`]: 'x' } }), id: uuid(at) })),
  'extensions of one activity': (n) =>
    repeat(n, (at) => ({ ...defined({ extensions: { [`a:${at}`]: 1 } }), id: uuid(at) })),
  'choices of one activity': (n) =>
    repeat(n, (at) => ({ ...defined({ interactionType: 'choice', choices: [{ id: `${at}` }] }), id: uuid(at) })),
}

/** Everything that the domain does with a body between its arrival and its row in the lake. */
function travel(text: string, version: Version) {
  try {
    const received = parseStatements(text)
    const statements = validateStatements(received, version)
    const options = { version, authority: AUTHORITY, newId: () => UUID }
    const prepared = prepareStatements(received, statements, options)
    toIndexContents(termsOfStatements(prepared.map(({ features }, position) => ({ position, features }))))
    collectDefinitions(statements.map((one, at) => ({ statement: one, text: statementText(received, at) })))
    for (const { pieces } of prepared) {
      const stored = pieces.join('2026-11-21T09:00:00.000Z')
      sameStatement(stored, stored.replace('"actor"', ' "actor"'), version)
      toIds(stored)
      toCanonical(stored, [{ range: 'de', quality: 1 }], () => undefined)
      statementToRow(stored, '0')
    }
  } catch (error) {
    if (!(error instanceof XapiError)) throw error
  }
}

describe('ten times as many', () => {
  const steps = useSteps()

  it.each(Object.entries(GROWING))('%s take about ten times as many steps', async (_, make) => {
    const [few, many] = [JSON.stringify(make(SMALL)), JSON.stringify(make(10 * SMALL))]
    const travelAll = (text: string) => {
      for (const version of VERSIONS) travel(text, version)
    }
    // The first run prepares what is made once.
    travelAll(few)
    const small = await steps.stepsOf(() => travelAll(few))
    const large = await steps.stepsOf(() => travelAll(many))
    expect(large / small).toBeLessThan(MOST)
  })
})
