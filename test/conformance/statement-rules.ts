import { expect } from '@jest/globals'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'
import { ACTORS } from './rules/actors.ts'
import { OBJECTS } from './rules/objects.ts'
import { RESULTS_AND_CONTEXTS } from './rules/results.ts'
import { type Rule, withinSubStatement } from './rules/rule.ts'
import { STATEMENTS } from './rules/statements.ts'
import { statementOf } from './statement.ts'

const RULES: Rule[] = [...ACTORS, ...OBJECTS, ...RESULTS_AND_CONTEXTS, ...STATEMENTS]

/** Data 2.2: a valid statement is stored and comes back; an invalid one is refused (400), and nothing of it is stored. */
export const STATEMENT_RULES: Requirement[] = [...RULES, ...RULES.flatMap(withinSubStatement)].map((rule) => ({
  id: rule.id,
  resource: 'statement',
  versions: rule.versions ?? BOTH,
  title: `${rule.valid ? 'accepts' : 'rejects (400)'} ${rule.title}`,
  check: async (lrs) => {
    const statement = statementOf(rule.part)
    const answer = await lrs.post(statement)
    if (rule.valid) {
      expectStatus(answer, 200)
      expect(answer.body).toEqual([statement.id])
      return
    }
    expectStatus(answer, 400)
    // The place is told, in a body that a sender can show (Communication 3.2).
    expect(answer.body).toMatchObject({ error: expect.any(String), message: expect.any(String) })
    if (rule.part.id === undefined) expect(await lrs.statement(statement.id)).toBe(404)
  },
}))
