/** All rules of the statement, as requirements. */
import { expect } from '@jest/globals'
import type { Version } from '../support/lrs.ts'
import { newStatement } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'
import { ACTORS } from './rules/actors.ts'
import { OBJECTS } from './rules/objects.ts'
import { RESULTS_AND_CONTEXTS } from './rules/results.ts'
import { type Rule, withinSubStatement } from './rules/rule.ts'
import { STATEMENTS } from './rules/statements.ts'

const RULES: Rule[] = [...ACTORS, ...OBJECTS, ...RESULTS_AND_CONTEXTS, ...STATEMENTS]

/** A GET for each statement would be half of all requests, so they are looked for all together. */
const sent: Sent = { accepted: { '1.0.3': [], '2.0.0': [] }, refused: { '1.0.3': [], '2.0.0': [] } }
type Sent = { [kind in 'accepted' | 'refused']: { [version in Version]: string[] } }
const started = new Date(Date.now() - 60_000).toISOString()

/** Data 2.2: a valid statement is stored and comes back; an invalid one is refused (400). */
export const STATEMENT_RULES: Requirement[] = [...RULES, ...RULES.flatMap(withinSubStatement)].map((rule) => ({
  id: rule.id,
  resource: 'statement',
  versions: rule.versions ?? BOTH,
  title: `${rule.valid ? 'accepts' : 'rejects (400)'} ${rule.title}`,
  check: async (lrs) => {
    const statement = newStatement(rule.part)
    const answer = await lrs.post(statement)
    if (rule.valid) {
      expectStatus(answer, 200)
      expect(answer.body).toEqual([statement.id])
      sent.accepted[lrs.version].push(statement.id)
      return
    }
    expectStatus(answer, 400)
    // The place is told, in a body that a sender can show (Communication 3.2).
    expect(answer.body).toMatchObject({ error: expect.any(String), message: expect.any(String) })
    sent.refused[lrs.version].push(statement.id)
  },
}))

/** Of the rows above, which ran before. */
export const STORED_AND_NOT: Requirement = {
  id: 'XAPI-00326',
  resource: 'statements POST',
  versions: BOTH,
  title: 'has stored every statement that it accepted, and none that it refused',
  check: async (lrs) => {
    const stored = new Set(await lrs.find({ since: started, format: 'ids', limit: 500 }))
    expect(sent.accepted[lrs.version].filter((id) => !stored.has(id))).toEqual([])
    expect(sent.refused[lrs.version].filter((id) => stored.has(id))).toEqual([])
  },
}
