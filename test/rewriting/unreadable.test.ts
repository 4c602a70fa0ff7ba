/** What nobody can read when a person is erased: the certificate names it, and all else is erased. */
import { randomBytes } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import { rewriteDay } from '../../lambdas/lake/rewriting/rewrite-day.ts'
import { connectS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { batchIdOfObject } from '../../lambdas/statements/batch/batch-item.ts'
import { stillClock } from '../support/clocks.ts'
import { MBOX } from '../support/erasure-worlds.ts'
import { useErasures } from '../support/erasures.ts'
import { START } from '../support/evidence.ts'
import { BOB, statementOf, uuid } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const { openWorld, digest, erase, certify, engine, buckets } = useErasures()

it('a request whose texts are lost, and a file of the lake that is none, are in the certificate by their names', async () => {
  const world = openWorld('remove')
  const { tenant } = world
  const store = openStore(engine, buckets, { clock: stillClock(START + 60_000) })
  const large = { response: randomBytes(150_000).toString('base64') }
  await send(store, tenant, [statementOf(uuid(1), { actor: { mbox: MBOX }, result: large })])
  await send(store, tenant, [statementOf(uuid(2), { actor: { mbox: MBOX } }), statementOf(uuid(3), { actor: BOB })])
  await digest(world)
  const lost: string[] = []
  for await (const key of buckets.besides.list(`${tenant}/batches/`)) {
    lost.push(batchIdOfObject(key))
    await buckets.remove('content', key)
  }
  const file = `lake/tenant=${tenant}/dt=2026-03-01/damaged.parquet`
  await buckets.replace('lake', file, Buffer.from(`no Parquet, but ${MBOX}`))

  const progress = await erase(world, {}, (now) => ({
    async rewriteDay(owner, day, changes) {
      const inLake = { lake: connectS3LakeFiles('lake'), versions: createObjectVersions('lake'), now }
      const done = await rewriteDay({ ...inLake, mayGoOn: () => true }, { tenant: owner, day }, changes)
      return { isDone: done.again === undefined, unreadable: done.unreadable }
    },
  }))
  const { done } = JSON.parse((await certify(world, progress)).certificate)
  expect(lost).toHaveLength(1)
  expect(done).toMatchObject({ unreadable: lost, files: [file], statements: { removed: 1, replaced: 0 } })
  expect(await store.find(tenant, uuid(2))).toBeUndefined()
  const left: string[] = []
  for await (const key of buckets.besides.list(`${tenant}/`)) left.push(key)
  expect(left.filter((key) => key.includes('/batches/'))).toEqual([])
  expect(await createObjectVersions('lake').page(file)).toEqual({ found: [] })
})
