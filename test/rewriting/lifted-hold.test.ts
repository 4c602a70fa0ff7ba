/** A hold that is lifted while an erasure is under way: what was carried out by it stays so, and the case comes to its end. */
import { expect, it } from '@jest/globals'
import { createErasure } from '../../lambdas/rewriting/erasure.ts'
import { stillClock } from '../support/clocks.ts'
import { MBOX } from '../support/erasure-worlds.ts'
import { useErasures } from '../support/erasures.ts'
import { START } from '../support/evidence.ts'
import { statementOf, uuid } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const { openWorld, digest, erase, certify, evidenceFindings, engine, buckets } = useErasures()

it('leaves what it kept in an hour that was done, and the certificate says so', async () => {
  const world = openWorld('pseudonym')
  const { tenant, work } = world
  const store = openStore(engine, buckets, { clock: stillClock(START + 60_000) })
  for (const number of [1, 2]) await send(store, tenant, [statementOf(uuid(number), { actor: { mbox: MBOX } })])
  await digest(world)
  const { person = undefined } = work
  if (person === undefined) throw new Error('no person')
  work.decide = createErasure(person, 'pseudonym', ({ id }) => (id === uuid(2) ? 'a hold' : undefined))
  let isPut = false
  const dying = {
    before(call: string) {
      isPut ||= call === 'putNew'
      // Its leaves are locked, and how far it is was not noted.
      if (isPut && call === 'putIf') throw new Error('killed')
    },
  }
  await expect(erase(world, dying)).rejects.toThrow('killed')
  work.decide = createErasure(person, 'pseudonym')
  const { done, kept } = JSON.parse((await certify(world, await erase(world))).certificate)
  expect(done).toMatchObject({ statements: { removed: 0, replaced: 1 }, records: { count: 1, hours: 1 } })
  expect(kept).toEqual([{ because: expect.stringMatching(/had to stay when its hour was carried out/), count: 1 }])
  const textOf = async (number: number) => (await store.find(tenant, uuid(number)))?.text
  expect(await textOf(1)).toContain(world.pseudonym)
  expect(await textOf(2)).toContain(MBOX)
  expect(await evidenceFindings(world)).toEqual([])
})
