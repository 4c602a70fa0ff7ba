/** Evidence by the admin API: what was digested, and the files that an auditor checks without Cairn. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
// biome-ignore lint/correctness/useImportExtensions: it is a module of plain JavaScript, whose types stand beside it
import { verifyHeads, verifyProof } from '../../../bin/verify.mjs'
import { createStatementRecords } from '../../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { openAdminApi, read } from '../../support/admin-api.ts'
import { stillClock } from '../../support/clocks.ts'
import { duringTests } from '../../support/during-tests.ts'
import { useEngine } from '../../support/engines.ts'
import { HOUR, hourText, newKey, runAt, START } from '../../support/evidence.ts'
import { useEvidenceBuckets } from '../../support/s3-emulator.ts'
import { statementOf, voiding } from '../../support/statements.ts'
import { openStore, send } from '../../support/stores.ts'

const engine = useEngine()
const buckets = useEvidenceBuckets()
const api = duringTests(() =>
  openAdminApi(engine, buckets, undefined, {
    get vault() {
      return buckets.vault
    },
    get besides() {
      return buckets.besides
    },
  }),
)
const key = newKey()
const id = randomUUID()
const auditor = { roles: ['acme:auditor'] }
const HOURS = 4
const SPAN = `from=${hourText(0)}&to=${hourText(HOURS)}`

/** Two statements in each of the first three hours, and none in the fourth; another tenant has one. */
beforeAll(async () => {
  for (const tenant of ['acme', 'other']) await api.done('POST', '/tenants', { id: tenant })
  for (let hour = 0; hour < HOURS - 1; hour++) {
    const store = openStore(engine, buckets, { clock: stillClock(START + hour * HOUR + 60_000) })
    const own = hour === 0 ? id : randomUUID()
    await send(store, tenantId('acme'), [
      statementOf(own),
      hour === 1 ? voiding(randomUUID(), id) : statementOf(randomUUID()),
    ])
    if (hour === 0) await send(store, tenantId('other'), [statementOf(randomUUID())])
  }
  const source = createStatementRecords({
    tables: engine.tables,
    batches: createBatches(engine.tables, buckets.objects),
  })
  const parts = { vault: buckets.vault, besides: buckets.besides, signer: key }
  await runAt(HOURS, { ...parts, sources: [source], tenants: ['acme', 'other'] })
}, 60_000)

const get = (path: string, query = '', more = auditor) => api.call('GET', `/tenants/acme${path}`, { ...more, query })

describe('the digests of a tenant', () => {
  it('are shown by hour, with their counts, roots and whether a signed head is there', async () => {
    const { items, next } = read(await get('/evidence/digests', SPAN))
    expect(
      items.map(({ hour, count, total, isSigned }: { [name: string]: unknown }) => ({ hour, count, total, isSigned })),
    ).toEqual([
      { hour: hourText(0), count: 2, total: 2, isSigned: true },
      { hour: hourText(1), count: 2, total: 4, isSigned: true },
      { hour: hourText(2), count: 2, total: 6, isSigned: true },
    ])
    expect(items[0].root).toMatch(/^[0-9a-f]{64}$/)
    expect(next).toBeUndefined()
  })

  it('are paged, and none is shown twice or left out', async () => {
    const seen: string[] = []
    for (let query = `${SPAN}&limit=1`; ; ) {
      const { items, next } = read(await get('/evidence/digests', query))
      seen.push(...items.map(({ hour }: { hour: string }) => hour))
      if (next === undefined) break
      query = `${SPAN}&limit=1&cursor=${next}`
    }
    expect(seen).toEqual([hourText(0), hourText(1), hourText(2)])
    const first = read(await get('/evidence/digests', `from=${hourText(1)}&to=${hourText(1)}`))
    expect(first.items).toHaveLength(1)
  })

  it('are asked for by hours that exist, the first before the last (400)', async () => {
    for (const hour of ['2026-02-30T09', '2026-13-01T00', '0000-00-00T00'])
      expect((await get('/evidence/digests', `from=${hour}`)).status).toBe(400)
    expect((await get('/evidence/digests', `from=${hourText(2)}&to=${hourText(1)}`)).status).toBe(400)
    expect((await get('/evidence/digests', 'source=documents')).status).toBe(400)
  })
})

// @control proved-offline
it('a proof, a head and the key are what the verifier of auditors takes', async () => {
  const { pem } = read(await get('/evidence/key'))
  expect(pem).toBe(key.pem)
  const proof = await get(`/statements/${id}/proof`)
  const proved = verifyProof(Buffer.from(proof.text), [pem])
  expect(JSON.parse(proved.text)).toMatchObject({ id })
  const [old, now] = [
    await get('/evidence/head', `hour=${hourText(0)}`),
    await get('/evidence/head', `since=${hourText(0)}`),
  ]
  expect(() => verifyHeads(Buffer.from(old.text), Buffer.from(now.text), [pem])).not.toThrow()
  expect(read(await get('/evidence/heads', SPAN)).items.map(({ number }: { number: number }) => number)).toEqual([
    0, 1, 2, 3,
  ])
})

it('there is no proof of what is not there, or not digested yet (404, 409)', async () => {
  expect((await get(`/statements/${randomUUID()}/proof`)).status).toBe(404)
  const late = randomUUID()
  await send(openStore(engine, buckets), tenantId('acme'), [statementOf(late)])
  expect((await get(`/statements/${late}/proof`)).status).toBe(409)
  expect((await get('/evidence/head', 'hour=2020-01-01T00')).status).toBe(409)
})

it('evidence is for auditors, admins and owners, of their own tenant (403, 404)', async () => {
  for (const path of [
    '/evidence/digests',
    '/evidence/heads',
    '/evidence/head',
    '/evidence/key',
    `/statements/${id}/proof`,
  ]) {
    expect((await get(path, '', { roles: ['acme:analyst'] })).status).toBe(403)
    expect((await get(path, '', { roles: ['other:admin'] })).status).toBe(404)
  }
  const other = await api.call('GET', `/tenants/other/statements/${id}/proof`, { roles: ['other:admin'] })
  expect(other.status).toBe(404)
})

it('where the key was changed, each key that a proof names is given out', async () => {
  const second = newKey()
  await runAt(HOURS + 1, {
    ...{ vault: buckets.vault, besides: buckets.besides, signer: second },
    ...{ sources: [], tenants: ['acme', 'other'] },
  })
  const proof = JSON.parse((await get(`/statements/${id}/proof`)).text)
  const named = [proof.head, proof.newest].map(({ text }) => JSON.parse(text).key)
  const pems = await Promise.all(named.map(async (one) => read(await get('/evidence/key', `key=${one}`)).pem))
  expect(pems).toEqual([key.pem, second.pem])
  expect(read(await get('/evidence/key'))).toEqual({ key: named[1], pem: second.pem })
  const text = Buffer.from(`${JSON.stringify(proof, null, 2)}\n`)
  expect(() => verifyProof(text, [second.pem])).toThrow(/signed with another key/)
  expect(JSON.parse(verifyProof(text, pems).text)).toMatchObject({ id })
  expect((await get('/evidence/key', `key=${'0'.repeat(64)}`)).status).toBe(404)
  expect((await get('/evidence/key', 'key=../keys')).status).toBe(400)
})
