/** Requests that take longer to write than a commit may come after its sequence: stored all the same, and soon. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createWriteTimeEstimate } from '../../../lambdas/statements/write/write-time.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { type Engine, useEngine } from '../../support/engines.ts'
import { statementOf, uuid } from '../../support/statements.ts'
import { openStore, toNewStatements } from '../../support/stores.ts'

describe("the estimate of a write's time", () => {
  it('dates small requests now, and large ones for when they will be done', () => {
    const { ahead } = createWriteTimeEstimate()
    expect(ahead(400, 0)).toBe(0)
    expect(ahead(4_000, 0)).toBeGreaterThan(1_000)
    expect(ahead(10_000_000, 0)).toBe(10_000)
  })

  it('follows from how long the requests before took', () => {
    const { ahead, observe } = createWriteTimeEstimate()
    for (let request = 0; request < 10; request++) observe(4_000, 200)
    expect(ahead(4_000, 0)).toBe(0)
  })

  it('of a second attempt follows from how long the first one took', () => {
    expect(createWriteTimeEstimate().ahead(10, 3_000)).toBe(3_500)
  })
})

describe('a write that takes longer than the time to its commit', () => {
  const engine = useEngine()

  /** A store whose inserts take so long; answers how many batches it tried to commit and fenced, and how it ended. */
  async function send(tenant: string, count: number, insertMs: number) {
    const clock = stillClock()
    let [commits, fences] = [0, 0]
    const tables: Engine['tables'] = {
      ...engine.tables,
      insert: async (table, rows) => {
        if (table === 'statements') fences++
        else clock.move(insertMs)
        return engine.tables.insert(table, rows)
      },
      putNew: (table, item) => {
        commits++
        return engine.tables.putNew(table, item)
      },
    }
    const objects = { put: async () => undefined, get: async () => undefined, remove: async () => undefined }
    const store = openStore({ tables }, { objects }, { clock })
    const statements = Array.from({ length: count }, (_, n) =>
      statementOf(uuid(n), { actor: { mbox: `mailto:${n}@example.org` }, object: { id: `http://example.org/a/${n}` } }),
    )
    const outcome = await store.add(tenantId(tenant), toNewStatements(statements), { version: '2.0.0' })
    const found = await store.find(tenantId(tenant), uuid(0))
    const stored = Date.parse((JSON.parse(found?.text ?? '{}') as { stored: string }).stored)
    return { outcome, commits, fences, isPast: stored <= clock.now() }
  }

  it('commits in its first attempt if the estimate foresees that, and answers no earlier than it is dated', async () => {
    await expect(send(`foreseen-${randomUUID()}`, 500, 3_200)).resolves.toEqual({
      outcome: { kind: 'stored' },
      commits: 1,
      fences: 0,
      isPast: true,
    })
  })

  it('commits in its second attempt if the estimate did not foresee that', async () => {
    // The first is too late to be put at all, and is fenced.
    await expect(send(`unforeseen-${randomUUID()}`, 5, 5_000)).resolves.toEqual({
      outcome: { kind: 'stored' },
      commits: 1,
      fences: 1,
      isPast: true,
    })
  })
})
