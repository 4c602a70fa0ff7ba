/** No identifier of a person in what the trail keeps of a configuration, wherever it stands. */
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Fact } from '../../lambdas/audit/entry.ts'
import { hideAgents } from '../../lambdas/audit/hidden-agents.ts'

const WHO = 'grace-7f3'
const agent: fc.Arbitrary<Fact> = fc.constantFrom<Fact>(
  { mbox: `mailto:${WHO}@example.com`, name: WHO },
  { objectType: 'Agent', account: { homePage: 'https://lms.example', name: WHO } },
  { openid: `https://id.example/${WHO}` },
  `mailto:${WHO}@example.com`,
  JSON.stringify({ mbox: `mailto:${WHO}@example.com` }),
)
const { value } = fc.letrec<{ value: Fact }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    agent,
    fc.integer(),
    fc.string(),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
}))

it('leaves no identifier, and everything that names nobody as it was', () => {
  fc.assert(fc.property(value, (fact) => !JSON.stringify(hideAgents(fact, () => 'x')).includes(WHO)))
  const plain = { label: 'LMS', scopes: ['state'], filter: { verbs: ['http://x.org/did'] }, expires: 5, lenient: null }
  expect(hideAgents(plain, () => 'x')).toEqual(plain)
})
