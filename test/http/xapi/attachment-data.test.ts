/** The data of attachments: which of them a reader looks for, and how many octets they may have. */
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { useService } from '../../support/in-process-endpoint.ts'
import {
  attachmentOf,
  contentOf,
  MOST_STATEMENT_BYTES,
  newVerb,
  READS,
  sha2Of,
  statementClient,
  statementOf,
} from '../../support/statement-client.ts'

const service = useService()
const { post, get, walk } = statementClient(service)

describe('attachments', () => {
  const dataRead = () => service.objectsRead.filter((key) => key.includes('/attachments/'))

  it('that have a fileUrl alone are not looked for: 500 statements with 30 each read no object', async () => {
    const verb = newVerb()
    const fileUrl = 'http://example.org/file'
    const statements = Array.from({ length: 500 }, () =>
      statementOf(verb, {
        attachments: Array.from({ length: 30 }, () => attachmentOf(Buffer.from(randomUUID()), { fileUrl })),
      }),
    )
    for (let at = 0; at < 500; at += 100)
      expect((await post(JSON.stringify(statements.slice(at, at + 100)))).status).toBe(200)
    const before = dataRead().length
    const { ids, data } = await walk({ verb: verb.id, attachments: 'true' })
    expect(ids).toEqual(statements.map(({ id }) => id).toReversed())
    expect([data.length, dataRead().length - before]).toEqual([0, 0])
  }, 60_000)

  it('are looked for 1,000 at a time where they came with their statements: the rest follows by more', async () => {
    const verb = newVerb()
    const sizes = [400, 400, 200, 1, 1_001]
    const all = sizes.map((size) => Array.from({ length: size }, () => Buffer.from(randomUUID())))
    const statements = all.map((data) => statementOf(verb, { attachments: data.map((one) => attachmentOf(one)) }))
    expect((await post(JSON.stringify(statements), all.flat())).status).toBe(200)
    const before = dataRead().length
    const { ids, data, pages } = await walk({ verb: verb.id, attachments: 'true' })
    expect(ids).toEqual(statements.map(({ id }) => id).toReversed())
    expect(data).toEqual(all.toReversed().flatMap((octets) => octets.map(sha2Of)))
    // 1,001 alone; 1, 200, 400; 400. Reads that were a few ahead of a page's end are made again.
    expect(pages).toBe(3)
    expect(dataRead().length - before).toBeLessThanOrEqual(data.length + 400 + 2 * 12)
  }, 120_000)

  it('are looked for where their data came with the request, and not for those beside them that have a fileUrl alone', async () => {
    const verb = newVerb()
    const sent = Array.from({ length: 20 }, () => randomBytes(100))
    const linked = Array.from({ length: 20 }, () =>
      attachmentOf(randomBytes(100), { fileUrl: 'http://example.org/file' }),
    )
    const statement = statementOf(verb, { attachments: [...linked, ...sent.map((one) => attachmentOf(one))] })
    expect((await post(JSON.stringify(statement), sent)).status).toBe(200)
    const before = dataRead().length
    const { data } = await walk({ verb: verb.id, attachments: 'true' })
    expect(data).toEqual(sent.map(sha2Of))
    expect(dataRead().length - before).toBe(20)
  })

  it('count with their statement: 4,400,000 bytes together are taken and come out (200), one more is 413', async () => {
    const verb = newVerb()
    const attempt = async (bytes: number) => {
      const data = randomBytes(bytes)
      const statement = statementOf(verb, { attachments: [attachmentOf(data, { length: 1 })] })
      const { status, body } = await post(JSON.stringify(statement), [data])
      const found = status === 413 ? JSON.parse(body.toString()).violations[0].found : undefined
      return { id: statement.id, status, sha2: sha2Of(data), found: Number.parseInt(found ?? '0', 10) }
    }
    const over = await attempt(MOST_STATEMENT_BYTES)
    const most = 2 * MOST_STATEMENT_BYTES - over.found
    expect([over.status, (await attempt(most + 1)).found]).toEqual([413, MOST_STATEMENT_BYTES + 1])
    const { id, status, sha2 } = await attempt(most)
    expect(status).toBe(200)
    for (const read of READS.filter(({ attachments }) => attachments)) {
      expect(contentOf(await get({ statementId: id, ...read })).data).toEqual([sha2])
      expect(await walk({ verb: verb.id, ...read })).toMatchObject({ ids: [id], data: [sha2] })
    }
  })
})
