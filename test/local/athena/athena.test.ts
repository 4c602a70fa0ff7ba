/** The runner's Athena by its API, with the templates' own catalog: results as Athena writes them, and its refusals. */
import {
  type AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { lakeFile, lakeTemplate } from '../../support/lake-template.ts'
import { useAthena } from '../../support/local-athena.ts'
import { useLakeBuckets } from '../../support/s3-emulator.ts'

const s3 = useLakeBuckets()
const athena = useAthena(() => s3.address.endpoint, lakeTemplate)

const put = (Key: string, Body: Uint8Array) => s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }))
const DAY = 'lake/tenant=demo/dt=2026-11-21'

beforeAll(async () => {
  await put(`${DAY}/a.parquet`, lakeFile(['a', 'b']))
  await put('lake/tenant=demo/dt=2026-11-22/c.parquet', lakeFile(['c']))
  await put('lake/tenant=other/dt=2026-11-22/d.parquet', lakeFile(['d']))
})

const start = async (input: Partial<StartQueryExecutionCommandInput>, client: AthenaClient = athena.client) => {
  const context = { QueryExecutionContext: { Database: 'cairn' }, WorkGroup: 'CairnLake' }
  const started = await client.send(new StartQueryExecutionCommand({ QueryString: '', ...context, ...input }))
  return started.QueryExecutionId ?? ''
}
const ended = async (QueryExecutionId: string): Promise<QueryExecution> => {
  for (;;) {
    const { QueryExecution: one = {} } = await athena.client.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    if (!['QUEUED', 'RUNNING'].includes(one.Status?.State ?? '')) return one
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const run = async (QueryString: string, more: Partial<StartQueryExecutionCommandInput> = {}) => {
  const execution = await ended(await start({ QueryString, ...more }))
  expect(execution.Status?.StateChangeReason).toBeUndefined()
  const { QueryExecutionId } = execution
  const { ResultSet } = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId }))
  const rows = (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue))
  return { execution, rows, types: ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type) }
}
const failed = async (QueryString: string, more: Partial<StartQueryExecutionCommandInput> = {}) => {
  const { Status: { State, StateChangeReason } = {} } = await ended(await start({ QueryString, ...more }))
  return `${State} ${StateChangeReason}`
}

describe('a query', () => {
  it('gives a header, texts in the forms of Athena, its types, and nothing at all for NULL', async () => {
    const { rows, types } = await run(`SELECT 1, 'it''s' AS Text, cast(NULL AS varchar) AS nothing, true AS yes,
      cast(1 AS double) AS one, 12345678.5e0 AS big, 0.0001e0 AS small, cast('1.50' AS decimal(10,2)) AS price,
      timestamp '2026-11-21 09:00:00.5' AS t, date '2026-11-21' AS d, ARRAY['a', NULL] AS list`)
    expect(rows).toEqual([
      ['_col0', 'text', 'nothing', 'yes', 'one', 'big', 'small', 'price', 't', 'd', 'list'],
      [
        '1',
        "it's",
        undefined,
        'true',
        '1.0',
        '1.23456785E7',
        '1.0E-4',
        '1.50',
        '2026-11-21 09:00:00.500',
        '2026-11-21',
        '[a, null]',
      ],
    ])
    expect(types).toEqual([
      'integer',
      'varchar',
      'varchar',
      'boolean',
      'double',
      'double',
      'double',
      'decimal',
      'timestamp',
      'date',
      'array',
    ])
  })

  it('reads the views of the templates, for the tenants that it names', async () => {
    const { rows } = await run("SELECT statement_id, dt FROM statements WHERE tenant = 'demo' ORDER BY 1")
    expect(rows.slice(1)).toEqual([
      ['a', '2026-11-21'],
      ['b', '2026-11-21'],
      ['c', '2026-11-22'],
    ])
    const both = await run(
      "SELECT count(*) AS n FROM awsdatacatalog.cairn.statements WHERE tenant IN ('demo', 'other')",
    )
    expect(both.rows).toEqual([['n'], ['4']])
    expect((await run("SELECT statement_id FROM statements WHERE tenant = 'nobody'")).rows).toEqual([['statement_id']])
  })

  it('takes parameters in place of question marks, but not within texts and comments', async () => {
    const sql =
      'SELECT statement_id AS "a?", \'?\' AS q FROM statements WHERE tenant = ? /* ? */ AND dt >= ? -- ?\nORDER BY 1'
    const { rows } = await run(sql, { ExecutionParameters: ["'demo'", "'2026-11-22'"] })
    expect(rows).toEqual([
      ['a?', 'q'],
      ['c', '?'],
    ])
    const reason = await failed('SELECT ?', { ExecutionParameters: ['1', '2'] })
    expect(reason).toBe('FAILED SYNTAX_ERROR: Incorrect number of parameters: expected 1 but found 2')
  })

  it('comes in pages, whose first has the header', async () => {
    const id = await start({ QueryString: 'SELECT i FROM UNNEST(sequence(1, 2500)) AS u(i)' })
    await ended(id)
    const lengths: number[] = []
    let NextToken: string | undefined
    do {
      const page = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken }))
      lengths.push(page.ResultSet?.Rows?.length ?? 0)
      NextToken = page.NextToken
    } while (NextToken)
    expect(lengths).toEqual([1000, 1000, 501])
  })

  it('says how much it read: the columns and days that it asks for, and no more', async () => {
    const bytes = async (sql: string) => (await run(sql)).execution.Statistics?.DataScannedInBytes ?? 0
    const one = await bytes("SELECT actor_name FROM statement_files WHERE tenant = 'demo' AND dt = '2026-11-22'")
    const days = await bytes("SELECT actor_name FROM statement_files WHERE tenant = 'demo'")
    const columns = await bytes("SELECT actor_name, raw FROM statement_files WHERE tenant = 'demo'")
    expect(one).toBeGreaterThan(0)
    expect(days).toBeGreaterThan(one)
    expect(columns).toBeGreaterThan(days)
    expect(await bytes('SELECT 1')).toBe(0)
  })

  it('is answered from an earlier result where that is young enough, and reads nothing then', async () => {
    const sql = "SELECT count(*) AS n FROM statements WHERE tenant = 'demo'"
    const reuse = (MaxAgeInMinutes: number) => ({
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes } },
    })
    await run(sql)
    const again = await run(sql, reuse(10))
    expect(again.rows).toEqual([['n'], ['3']])
    expect(again.execution.Statistics).toMatchObject({
      DataScannedInBytes: 0,
      ResultReuseInformation: { ReusedPreviousResult: true },
    })
    const fresh = await run(sql)
    expect(fresh.execution.Statistics?.ResultReuseInformation?.ReusedPreviousResult).toBe(false)
  })

  it('leaves its result as an object where the workgroup says', async () => {
    const { execution } = await run("SELECT 'a\"b' AS x, cast(NULL AS varchar) AS y")
    const location = execution.ResultConfiguration?.OutputLocation ?? ''
    expect(location).toBe(`s3://lake/results/${execution.QueryExecutionId}.csv`)
    expect(await s3.text(location.slice('s3://lake/'.length))).toBe('"x","y"\n"a""b",\n')
  })
})

describe('what Athena refuses', () => {
  it.each([
    ['SELECT 1 FROM statements', /^FAILED CONSTRAINT_VIOLATION: .*tenant.*static equality/],
    ["SELECT 1 FROM statements WHERE tenant LIKE 'de%'", /^FAILED CONSTRAINT_VIOLATION/],
    ["SELECT actor_nam FROM statements WHERE tenant = 'demo'", /^FAILED SYNTAX_ERROR: .*actor_nam.*actor_name/s],
    ["SELECT 1 FROM statement WHERE tenant = 'demo'", /^FAILED SYNTAX_ERROR: .*statement/s],
    ['SELECT foo(1)', /^FAILED SYNTAX_ERROR: .*foo/],
  ])('fails while it runs: %s', async (sql, reason) => {
    expect(await failed(sql)).toMatch(reason)
  })

  it.each([
    ['what is no SQL', { QueryString: 'SELEC 1' }, /SELEC/],
    ['nothing', { QueryString: '-- x' }, /must not be empty/],
    ['two statements', { QueryString: 'SELECT 1; SELECT 2' }, /Only one sql statement/],
    ['an unknown workgroup', { QueryString: 'SELECT 1', WorkGroup: 'none' }, /WorkGroup none is not found/],
    [
      'an unknown database',
      { QueryString: 'SELECT 1', QueryExecutionContext: { Database: 'none' } },
      /Database none is not found/,
    ],
  ])('is not begun: %s', async (_, input, message) => {
    await expect(start(input)).rejects.toMatchObject({ name: 'InvalidRequestException' })
    await expect(start(input)).rejects.toThrow(message)
  })

  it('is a query that would read more than its workgroup allows', async () => {
    const output = { ResultConfiguration: { OutputLocation: 's3://lake/results/small/' } }
    const group = (Name: string, BytesScannedCutoffPerQuery: number) =>
      athena.client.send(new CreateWorkGroupCommand({ Name, Configuration: { ...output, BytesScannedCutoffPerQuery } }))
    await expect(group('tiny', 1)).rejects.toThrow('at least 10000000')
    await group('small', 10_000_000)
    for (const id of ['e', 'f', 'g'])
      await put(`lake/tenant=big/dt=2026-11-22/${id}.parquet`, lakeFile([id], 6_000_000))
    const sql = "SELECT raw FROM statement_files WHERE tenant = 'big'"
    expect(await failed(sql, { WorkGroup: 'small' })).toMatch(/^CANCELLED .*Bytes scanned limit was exceeded/)
    expect(
      (await run("SELECT statement_id FROM statement_files WHERE tenant = 'big'", { WorkGroup: 'small' })).rows,
    ).toHaveLength(4)
  })

  it('is the result of a query that was stopped', async () => {
    const id = await start({
      QueryString:
        'SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(i) CROSS JOIN UNNEST(sequence(1, 10000000)) AS b(j) WHERE i * j % 7 = 3',
    })
    await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    expect((await ended(id)).Status).toMatchObject({ State: 'CANCELLED', StateChangeReason: 'Query cancelled by user' })
    const results = athena.client.send(new GetQueryResultsCommand({ QueryExecutionId: id }))
    await expect(results).rejects.toThrow('Final query state: CANCELLED')
    expect((await run('SELECT 1 AS x')).rows).toEqual([['x'], ['1']])
  })
})

describe('a view', () => {
  it('that is made names the tenant for its reader, and must be sound', async () => {
    const ddl = async (sql: string) => (await ended(await start({ QueryString: sql }))).Status
    const view = (name: string, sql: string) => `CREATE OR REPLACE VIEW ${name} AS ${sql}`
    expect(await ddl('CREATE DATABASE IF NOT EXISTS cairn_demo')).toMatchObject({ State: 'SUCCEEDED' })
    expect(await ddl('CREATE DATABASE IF NOT EXISTS cairn_demo')).toMatchObject({ State: 'SUCCEEDED' })
    expect(await ddl('CREATE DATABASE cairn_demo')).toMatchObject({ State: 'FAILED' })
    const own = view('cairn_demo.statements', "SELECT * FROM cairn.statements WHERE tenant = 'demo'")
    expect(await ddl(own)).toMatchObject({ State: 'SUCCEEDED' })
    const { rows } = await run('SELECT count(*) AS n FROM statements', {
      QueryExecutionContext: { Database: 'cairn_demo' },
    })
    expect(rows).toEqual([['n'], ['3']])
    const broken = view('cairn_demo.broken', "SELECT nothing FROM cairn.statements WHERE tenant = 'demo'")
    expect((await ddl(broken))?.StateChangeReason).toMatch(/nothing/)
  })
})
