/** The Person that the agents resource answers with. */
import { describe, expect, it } from '@jest/globals'
import { toPerson } from '../../lambdas/xapi/person.ts'
import type { Agent } from '../../lambdas/xapi/statement.ts'

describe('toPerson', () => {
  const account = { homePage: 'http://example.com', name: 'x' }
  it.each<[Agent, object]>([
    [{ mbox: 'mailto:a@b.c' }, { mbox: ['mailto:a@b.c'] }],
    [
      { objectType: 'Agent', name: 'Ann', openid: 'http://a/b' },
      { name: ['Ann'], openid: ['http://a/b'] },
    ],
    [{ mbox_sha1sum: 'ab' }, { mbox_sha1sum: ['ab'] }],
    [
      { name: '', account },
      { name: [''], account: [account] },
    ],
  ])('turns %j into a Person with a list for each of its properties (XAPI-00244)', (agent, lists) =>
    expect(toPerson(agent)).toEqual({ objectType: 'Person', ...lists }),
  )
})
