/** What was accepted comes out again: alone and in pages, in every format, in answers that Lambda takes. */
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { useService } from '../../support/in-process-endpoint.ts'
import {
  attachmentOf,
  MOST_STATEMENT_BYTES,
  newVerb,
  READS,
  sha2Of,
  statementClient,
  statementOf,
} from '../../support/statement-client.ts'
import type { JsonObject } from '../../support/statements.ts'

const { post, get, walk } = statementClient(useService())

/** JSON strings whose characters cost 1 to 7 octets in an answer for each that they have. */
const FILLINGS: { [title: string]: (bytes: number) => string } = {
  letters: (bytes) => 'x'.repeat(bytes),
  'line ends': (bytes) => '\\n'.repeat(bytes / 2),
  quotes: (bytes) => '\\"'.repeat(bytes / 2),
  backslashes: (bytes) => '\\\\'.repeat(bytes / 2),
  'escaped zeros': (bytes) => '\\u0000'.repeat(bytes / 6),
  'escaped letters': (bytes) => '\\u0041'.repeat(bytes / 6),
  'three octets': (bytes) => '語'.repeat(bytes / 3),
  'deleted and separators': (bytes) => '\u007f\u2028'.repeat(bytes / 4),
  noise: (bytes) => randomBytes((bytes * 3) / 4).toString('base64'),
}

/** One for each cost of a character, and noise; `npm run test:deep` takes all. */
const FILLED = process.env.DEEP
  ? Object.keys(FILLINGS)
  : ['letters', 'quotes', 'escaped zeros', 'deleted and separators', 'noise']

const withText = (statement: JsonObject, text: string) =>
  JSON.stringify({ ...statement, result: { response: '@' } }).replace('"@"', `"${text}"`)

describe('statements of all sizes and contents', () => {
  /** `size` as a part of the limit, so that some are over it and many are small. */
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }).map((n) => n / 1_000) },
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => n / 100) },
    { weight: 1, arbitrary: fc.constantFrom(0.98, 1.01) },
  )
  const spec = fc.record({
    filling: fc.constantFrom(...Object.keys(FILLINGS)),
    text: part,
    data: fc.array(part, { maxLength: 2 }),
    isDefining: fc.boolean(),
  })
  type Spec = { filling: string; text: number; data: number[]; isDefining: boolean }

  function build(verb: JsonObject, { filling, text, data, isDefining }: Spec) {
    const octets = data.map((size) => randomBytes(Math.floor((size * MOST_STATEMENT_BYTES) / 2)))
    const name = { en: `${randomUUID()}${'n'.repeat(isDefining ? 30_000 : 0)}` }
    const object = { id: 'http://example.org/activities/defined', ...(isDefining && { definition: { name } }) }
    const attachments = octets.map((one) => attachmentOf(one))
    const statement = statementOf(verb, { object, ...(octets.length > 0 && { attachments }) })
    const json = withText(statement, FILLINGS[filling]?.(text * MOST_STATEMENT_BYTES) ?? '')
    return { id: statement.id, json, data: octets }
  }

  it('are refused (413), or found once in the pages of every format, with their data, and alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(spec, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
        fc.constantFrom('0', '2', '500'),
        async (requests, limit) => {
          const verb = newVerb()
          const accepted: ReturnType<typeof build>[] = []
          for (const specs of requests) {
            const built = specs.map((one) => build(verb, one))
            const json = `[${built.map((one) => one.json).join()}]`
            const { status } = await post(
              json,
              built.flatMap(({ data }) => data),
            )
            expect([200, 413]).toContain(status)
            if (status === 200) accepted.push(...built)
          }
          const ids = accepted.map(({ id }) => id)
          const data = accepted.flatMap((one) => one.data.map(sha2Of))
          for (const read of READS) {
            const walked = await walk({ verb: verb.id, limit, ...read })
            expect(walked.ids).toEqual(ids.toReversed())
            expect(new Set(walked.data)).toEqual(new Set(read.attachments ? data : []))
            expect([walked.leftOut, walked.withoutData]).toEqual([[], []])
            for (const id of ids) expect((await get({ statementId: id, ...read })).status).toBe(200)
          }
        },
      ),
      { numRuns: process.env.DEEP ? 100 : 2 },
    )
  }, 3_600_000)

  it.each(FILLED)(
    'are taken up to 4,400,000 bytes of %s with what the LRS adds, and come out in every way (200); one more is 413',
    async (filling) => {
      const verb = newVerb()
      const one = statementOf(verb)
      // What the LRS adds is counted too: it is known once a small one has been read.
      const small = statementOf(verb)
      await post(withText(small, ''))
      const added = (await get({ statementId: small.id })).body.length
      const room = MOST_STATEMENT_BYTES - added
      const filled = FILLINGS[filling]?.(room - (room % 12)) ?? ''
      const rest = 'x'.repeat(room - Buffer.byteLength(filled))
      const over = await post(withText(one, `${filled}${rest}x`))
      expect(over.status).toBe(413)
      expect(JSON.parse(over.body.toString())).toMatchObject({
        error: 'tooLarge',
        violations: [{ statement: 0, id: one.id, found: '4400001 bytes' }],
      })
      expect((await post(withText(one, `${filled}${rest}`))).status).toBe(200)
      for (const read of READS) {
        expect((await get({ statementId: one.id, ...read })).status).toBe(200)
        expect((await walk({ verb: verb.id, ...read })).ids.toSorted()).toEqual([one.id, small.id].toSorted())
      }
    },
    60_000,
  )
})
