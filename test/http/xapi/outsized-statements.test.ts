/** Statements and data that are longer than what is accepted today: older versions took them, and readers get past them. */
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { useService } from '../../support/in-process-endpoint.ts'
import {
  attachmentOf,
  contentOf,
  GZIP,
  newVerb,
  READS,
  sha2Of,
  statementClient,
  statementOf,
} from '../../support/statement-client.ts'
import type { JsonObject } from '../../support/statements.ts'

const { storeDirectly, get, walk } = statementClient(useService())

describe('what was stored when more was accepted', () => {
  const LONG = 5_300_000
  const long = (verb: JsonObject, text: string, more: JsonObject = {}) =>
    statementOf(verb, { result: { response: text }, ...more })

  /** The statement between two small ones, and the ids as descending pages have them. */
  async function surround(statement: JsonObject & { id: string }, verb: JsonObject, data: Buffer[] = []) {
    const [before, after] = [statementOf(verb), statementOf(verb)]
    await storeDirectly([before, statement, after], data)
    return { all: [after.id, statement.id, before.id], others: [after.id, before.id] }
  }

  it('is sent compressed where it is too long otherwise, or left out with a header that names it, and 406 alone', async () => {
    const verb = newVerb()
    const quotes = long(verb, '"'.repeat(LONG / 2))
    const { all, others } = await surround(quotes, verb)
    for (const read of READS) {
      expect(await walk({ verb: verb.id, ...read }, GZIP)).toMatchObject({ ids: all, leftOut: [] })
      expect(await walk({ verb: verb.id, ...read })).toMatchObject({ ids: others, leftOut: [quotes.id] })
      const compressed = await get({ statementId: quotes.id, ...read }, GZIP)
      expect([compressed.status, compressed.headers['Content-Encoding']]).toEqual([200, 'gzip'])
      expect(JSON.parse(contentOf(compressed).json)).toMatchObject({ id: quotes.id })
      const refused = await get({ statementId: quotes.id, ...read })
      expect([refused.status, JSON.parse(refused.body.toString()).error]).toEqual([406, 'notAcceptable'])
    }
  })

  it('is sent as it is where it has no escapes', async () => {
    const verb = newVerb()
    const plain = long(verb, 'x'.repeat(LONG))
    const { all } = await surround(plain, verb)
    expect(await walk({ verb: verb.id })).toMatchObject({ ids: all, leftOut: [] })
    expect((await get({ statementId: plain.id })).status).toBe(200)
  })

  it('has its page without data that no answer can hold, which a header says; alone it is 406 with the parameter', async () => {
    const verb = newVerb()
    const [large, small] = [randomBytes(LONG), Buffer.from(randomUUID())]
    const one = statementOf(verb, { attachments: [attachmentOf(small), attachmentOf(large)] })
    const { all } = await surround(one, verb, [small, large])
    const walked = await walk({ verb: verb.id, attachments: 'true' }, GZIP)
    expect(walked).toMatchObject({ ids: all, data: [], leftOut: [], withoutData: [one.id] })
    expect((await walk({ verb: verb.id })).ids).toEqual(all)
    const refused = await get({ statementId: one.id, attachments: 'true' }, GZIP)
    expect(refused.status).toBe(406)
    expect(JSON.parse(refused.body.toString()).violations).toMatchObject([{ parameter: 'attachments' }])
    expect((await get({ statementId: one.id })).status).toBe(200)
  })

  it('has its data where only a compressed answer holds them', async () => {
    const verb = newVerb()
    const data = Buffer.alloc(LONG, randomUUID())
    const one = statementOf(verb, { attachments: [attachmentOf(data)] })
    const { all } = await surround(one, verb, [data])
    const read = { verb: verb.id, attachments: 'true' }
    expect(await walk(read, GZIP)).toMatchObject({ ids: all, data: [sha2Of(data)], withoutData: [] })
    expect(await walk(read)).toMatchObject({ ids: all, data: [], withoutData: [one.id] })
  })
})
