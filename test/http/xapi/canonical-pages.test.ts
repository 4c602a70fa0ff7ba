/** `format=canonical` makes statements longer than they were sent: their pages end earlier, and nothing is lost. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { type Query, useService } from '../../support/in-process-endpoint.ts'
import {
  contentOf,
  newVerb,
  type StatementResult,
  statementClient,
  statementOf,
} from '../../support/statement-client.ts'
import type { JsonObject } from '../../support/statements.ts'

const service = useService()
const { postJson, get, walk } = statementClient(service)

describe('a page in canonical form', () => {
  const canonical = (verb: JsonObject, more: Query = {}) =>
    walk({ verb: String(verb.id), format: 'canonical', ...more })

  /** Defines an Activity by a statement of its own; the merged definition is as long. */
  async function define(bytes: number): Promise<string> {
    const id = `http://example.org/activities/${randomUUID()}`
    const object = { id, definition: { description: { en: 'd'.repeat(bytes) } } }
    await postJson(statementOf(newVerb(), { object }))
    return id
  }

  it.each([
    [500, 12_000],
    [70, 90_000],
  ])(
    'of %i statements about an Activity with a definition of %i bytes is cut where an answer ends',
    async (count, bytes) => {
      const verb = newVerb()
      const id = await define(bytes)
      const statements = Array.from({ length: count }, () => statementOf(verb, { object: { id } }))
      await postJson(statements)
      for (const ascending of ['true', 'false']) {
        const { ids, pages } = await canonical(verb, { ascending })
        const sent = statements.map((one) => one.id)
        expect(ids).toEqual(ascending === 'true' ? sent : sent.toReversed())
        expect(pages).toBe(2)
      }
    },
  )

  it('has the definitions of a statement itself where the merged ones fit in no answer', async () => {
    const verb = newVerb()
    const ids = await Promise.all(Array.from({ length: 60 }, () => define(90_000)))
    const own = { name: { en: 'own', de: 'eigen' } }
    const many = statementOf(verb, { context: { contextActivities: { other: ids.map((id) => ({ id })) } } })
    const repeated = statementOf(verb, {
      object: { id: ids[0], definition: own },
      context: { contextActivities: { other: Array.from({ length: 40_000 }, () => ({ id: ids[0] })) } },
    })
    await postJson([many, repeated])
    const answer = await get({ verb: verb.id, format: 'canonical' }, { 'accept-language': 'de' })
    const { statements, more } = JSON.parse(contentOf(answer).json)
    expect(more).toBe('')
    expect(statements).toMatchObject([{ ...repeated, object: { definition: { name: { de: 'eigen' } } } }, many])
    expect(statements[0].object.definition).toEqual({ name: { de: 'eigen' } })
  })

  it('waits for what may still be committed before its end, where it ends for its size (ascending)', async () => {
    const verb = newVerb()
    const id = await define(90_000)
    const statements = Array.from({ length: 70 }, () => statementOf(verb, { object: { id } }))
    await postJson(statements)
    const answer = await get({ verb: verb.id, format: 'canonical', ascending: 'true' })
    const page: StatementResult = JSON.parse(contentOf(answer).json)
    expect(page.statements.length).toBeLessThan(70)
    const last = page.statements.at(-1)
    expect(service.store.consistentThrough()).toBeGreaterThanOrEqual(Date.parse(last?.stored ?? ''))
  })
})
