/** Keeping the data of attachments: a few at a time, and once however long it takes. */
import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import type { Content } from '../../lambdas/xapi/attachments.ts'
import { callsUnderWay } from '../support/calls-under-way.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { statementOf, uuid } from '../support/statements.ts'
import { openStore, toNewStatements } from '../support/stores.ts'

const engine = useEngine()
const bucket = useBucket()

const contents = (count: number): Content[] =>
  Array.from({ length: count }, () => {
    const bytes = randomBytes(10)
    return { bytes, contentType: 'a/b', sha2: createHash('sha256').update(bytes).digest('hex') }
  })

describe('the data of attachments', () => {
  it('are put 12 at a time, however many there are', async () => {
    const { counts, count } = callsUnderWay()
    const put: typeof bucket.objects.put = (...object) => count(() => bucket.objects.put(...object))
    const store = createAttachmentStore({ ...bucket.objects, put })
    const tenant = newTenant()
    const all = contents(50)
    await store.put(tenant, all)
    expect(counts).toEqual({ all: 50, now: 0, most: 12 })
    for (const { sha2, bytes } of all) expect(await store.get(tenant, sha2)).toEqual(bytes)
  })

  it('may take longer than a request that is held up by others would be tried: then it is stored, and they were put once', async () => {
    const clock = stillClock()
    const kept: string[] = []
    const put: typeof bucket.objects.put = async (key, ...object) => {
      kept.push(key)
      clock.move(5_000)
      await bucket.objects.put(key, ...object)
    }
    const store = openStore(engine, { objects: { ...bucket.objects, put } }, { clock })
    const tenant = newTenant()
    const attachments = contents(4)
    const added = await store.add(tenant, toNewStatements([statementOf(uuid(1))]), { version: '2.0.0', attachments })
    expect(added).toEqual({ kind: 'stored' })
    expect(kept).toHaveLength(4)
    expect(await store.find(tenant, uuid(1))).toBeDefined()
  })
})
