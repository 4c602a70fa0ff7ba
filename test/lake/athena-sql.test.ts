/** The port for SQL, on the runner's Athena: parameters, pages, failures by kind, stops, reuse, freshness; and prices. */
import { AthenaClient, type GetQueryExecutionOutput, type StartQueryExecutionOutput } from '@aws-sdk/client-athena'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { systemClock } from '../../lambdas/database/clock.ts'
import { createAthenaSql } from '../../lambdas/lake/athena-sql.ts'
import { priceText, queryPrice } from '../../lambdas/lake/query-price.ts'
import { allRows, type Sql, type SqlQuestion } from '../../lambdas/lake/sql.ts'
import { lakeFile, lakeTemplate } from '../support/lake-template.ts'
import { useAthena } from '../support/local-athena.ts'
import { useLakeBuckets } from '../support/s3-emulator.ts'

const s3 = useLakeBuckets()
const athena = useAthena(() => s3.address.endpoint, lakeTemplate)
const THROUGH = new Date('2026-11-21T21:04:10Z')
let sql: Sql

beforeAll(async () => {
  const options = { workgroup: 'CairnLake', database: 'cairn', clock: systemClock, through: async () => THROUGH }
  sql = createAthenaSql(athena.client, options)
  const Key = 'lake/tenant=demo/dt=2026-11-21/a.parquet'
  await s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body: lakeFile(['a', 'b']) }))
})

const rowsOf = async (question: SqlQuestion) => allRows(await sql.run(question))

describe('a question', () => {
  it('gives columns, rows, what it read, and how fresh that is', async () => {
    const answer = await sql.run({
      sql: 'SELECT statement_id, score_raw FROM statements WHERE tenant = ? ORDER BY 1',
      parameters: ['demo'],
    })
    expect(answer).toMatchObject({
      columns: [
        { name: 'statement_id', type: 'varchar' },
        { name: 'score_raw', type: 'double' },
      ],
      isReused: false,
      through: THROUGH,
    })
    expect(answer.scannedBytes).toBeGreaterThan(0)
    expect(await allRows(answer)).toEqual([
      ['a', null],
      ['b', null],
    ])
  })

  it('reads every page of a long answer, once', async () => {
    const rows = await rowsOf({ sql: 'SELECT i FROM UNNEST(sequence(1, 2100)) AS u(i) ORDER BY 1' })
    expect(rows.map(([text]) => Number(text))).toEqual(Array.from({ length: 2_100 }, (_, at) => at + 1))
  })

  it('gets each parameter as it is, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        async (text, number, flag) => {
          const [row] = await rowsOf({ sql: 'SELECT ?, ?, ?, ?', parameters: [text, number, flag, null] })
          expect(row?.[0]).toBe(text)
          expect(Number(row?.[1])).toBe(number === 0 ? 0 : number)
          expect(row?.slice(2)).toEqual([String(flag), null])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('takes an answer of before where it may, and then knows of no freshness', async () => {
    const question = { sql: "SELECT count(*) FROM statements WHERE tenant = 'demo'", reuseMinutes: 5 }
    await sql.run(question)
    expect(await sql.run(question)).toMatchObject({ isReused: true, scannedBytes: 0, through: undefined })
  })
})

describe('a failure', () => {
  it.each([
    ['mistake', 'SELEC 1'],
    ['mistake', "SELECT nothing FROM statements WHERE tenant = 'demo'"],
    ['mistake', 'SELECT 1 FROM statements'],
  ])('is a %s: %s', async (kind, text) => {
    await expect(sql.run({ sql: text })).rejects.toMatchObject({ name: 'SqlFailure', kind })
  })

  it('says that somebody stopped it, and stops it', async () => {
    const stopping = new AbortController()
    const run = sql.run({
      sql: 'SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(i) CROSS JOIN UNNEST(sequence(1, 10000000)) AS b(j) WHERE i * j % 7 = 3',
      onProgress: () => stopping.abort(),
      signal: stopping.signal,
    })
    await expect(run).rejects.toMatchObject({ kind: 'stopped' })
    expect(await rowsOf({ sql: 'SELECT 1' })).toEqual([['1']])
  })
})

describe('a query whose files compaction removes meanwhile', () => {
  const GONE = 'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://lake/a.parquet: The specified key does not exist'

  /** Athena, where so many queries end as they would; and how many were begun. */
  function failing(times: number) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    const client = new AthenaClient({ endpoint: athena.endpoint, region: 'us-east-1', credentials })
    const begun: string[] = []
    client.middlewareStack.add((next, { commandName }) => async (call) => {
      const answer = await next(call)
      const { QueryExecutionId, QueryExecution } = answer.output as Partial<
        StartQueryExecutionOutput & GetQueryExecutionOutput
      >
      if (commandName === 'StartQueryExecutionCommand') begun.push(String(QueryExecutionId))
      if (QueryExecution && begun.length <= times) QueryExecution.Status = { State: 'FAILED', StateChangeReason: GONE }
      return answer
    })
    const asked = createAthenaSql(client, { workgroup: 'CairnLake', database: 'cairn', clock: systemClock })
    return { asked, begun }
  }

  it('is asked once more, and answered', async () => {
    const { asked, begun } = failing(1)
    expect(await allRows(await asked.run({ sql: 'SELECT 1' }))).toEqual([['1']])
    expect(begun).toHaveLength(2)
  })

  it('is not asked for ever', async () => {
    const { asked, begun } = failing(5)
    await expect(asked.run({ sql: 'SELECT 1' })).rejects.toMatchObject({ kind: 'moved', message: GONE })
    expect(begun).toHaveLength(2)
  })
})

describe('the price of a query', () => {
  it.each([
    [0, 0.0000476837],
    [10 * 1024 ** 2, 0.0000476837],
    [10 * 1024 ** 2 + 1, 0.0000524521],
    [1024 ** 4, 5],
  ])('that read %d bytes is %d dollars', (bytes, dollars) => {
    expect(queryPrice(bytes, 'eu-central-1')).toBeCloseTo(dollars, 9)
  })

  it('is nothing for an answer of before, and is shown with two digits that count', () => {
    expect(queryPrice(1024 ** 4, 'eu-central-1', true)).toBe(0)
    expect([0, 0.0000476837, 0.0488, 1.234, 12].map(priceText)).toEqual([
      'US$ 0',
      'US$ 0.000048',
      'US$ 0.049',
      'US$ 1.23',
      'US$ 12.00',
    ])
  })
})
