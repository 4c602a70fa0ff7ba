/** Data 2.3.2, 4.2.5 and Communication 2.1.3: voiding, and what a StatementRef inherits from its target. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { newStatement, type Part, uniqueParts } from '../support/sent-statements.ts'
import { VOIDED } from '../support/statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

const referring = (id: string, part: Part = {}) =>
  uniqueParts().statement({ object: { objectType: 'StatementRef', id }, ...part })
const voiding = (id: string) => referring(id, { verb: VOIDED })
const voidedOf = (lrs: Lrs, id: string) => lrs.call('GET', 'statements', { query: { voidedStatementId: id } })

async function expectVoided(lrs: Lrs, target: { id: string }): Promise<void> {
  expect(await lrs.statement(target.id)).toBe(404)
  const answer = await voidedOf(lrs, target.id)
  expectStatus(answer, 200)
  expect(answer.body).toMatchObject(target)
}

const ROWS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00018',
    versions: BOTH,
    title: 'returns a voided statement by voidedStatementId (200), and not by statementId (404)',
    check: async (lrs) => {
      const target = uniqueParts().statement()
      await lrs.post(target)
      expectStatus(await voidedOf(lrs, target.id), 404)
      await lrs.post(voiding(target.id))
      await expectVoided(lrs, target)
    },
  },
  {
    id: '4.2.5',
    versions: BOTH,
    title: 'voids a statement that arrives after the one that voids it, alone or in one batch with it',
    check: async (lrs) => {
      const [late, together] = [uniqueParts().statement(), uniqueParts().statement()]
      expectStatus(await lrs.post(voiding(late.id)), 200)
      expectStatus(await lrs.post(late), 200)
      await expectVoided(lrs, late)
      expectStatus(await lrs.post([voiding(together.id), together]), 200)
      await expectVoided(lrs, together)
    },
  },
  {
    id: 'XAPI-00016',
    versions: BOTH,
    title: 'never voids a voiding statement: it stays, and its target stays voided',
    check: async (lrs) => {
      const target = uniqueParts().statement()
      const first = voiding(target.id)
      await lrs.post([target, first])
      await lrs.post(voiding(first.id))
      expect(await lrs.statement(first.id)).toMatchObject({ id: first.id })
      await expectVoided(lrs, target)
    },
  },
  {
    id: 'XAPI-00163',
    versions: BOTH,
    title: 'lists the statements that refer to a voided one by its properties, newest first, and not the voided one',
    check: async (lrs) => {
      const { agent, activity, verb, registration, statement } = uniqueParts()
      const target = statement({ context: { registration } })
      const [void_, reference] = [voiding(target.id), referring(target.id)]
      for (const one of [target, void_, reference]) await lrs.post(one)
      for (const query of [
        { agent },
        { activity: activity.id },
        { verb: verb.id },
        { registration },
        { agent, verb: verb.id },
      ]) {
        expect(await lrs.find(query)).toEqual([reference.id, void_.id])
      }
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'lists a chain of references by what its target says, whichever end arrives first',
    check: async (lrs) => {
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 0, 2],
      ]) {
        const { activity, statement } = uniqueParts()
        const target = statement()
        const near = referring(target.id)
        const chain = [target, near, referring(near.id)]
        for (const index of order) expectStatus(await lrs.post(chain[index]), 200)
        const sent = order.map((index) => chain[index]?.id).reverse()
        expect(await lrs.find({ activity: activity.id })).toEqual(sent)
      }
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'lists both of two statements that refer to each other',
    check: async (lrs) => {
      const [a, b] = [randomUUID(), randomUUID()]
      const one = referring(b, { id: a })
      const two = referring(a, { id: b })
      expectStatus(await lrs.post([one, two]), 200)
      expect(await lrs.find({ agent: one.actor })).toEqual([b, a])
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'lists no statement by the target of its context.statement, or of a reference in its SubStatement',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      const target = statement()
      const ref = { objectType: 'StatementRef', id: target.id }
      const sub = { objectType: 'SubStatement', actor: uniqueParts().agent, verb: uniqueParts().verb, object: ref }
      await lrs.post([target, newStatement({ context: { statement: ref } }), newStatement({ object: sub })])
      expect(await lrs.find({ activity: activity.id })).toEqual([target.id])
    },
  },
  {
    id: '4.2.5',
    versions: BOTH,
    title: "never voids another tenant's statement",
    check: async (lrs) => {
      const target = uniqueParts().statement()
      await lrs.post(target)
      if (!lrs.stranger) throw new Error('a second tenant is needed')
      expectStatus(await lrs.stranger.post(voiding(target.id)), 200)
      expect(await lrs.statement(target.id)).toMatchObject({ id: target.id })
    },
  },
]

export const VOIDING: Requirement[] = ROWS.map((row) => ({ ...row, resource: 'voiding' }))
