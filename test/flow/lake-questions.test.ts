/** A tenant's questions, from the statement to the answer: by the command, as the operator and as the tenant's analyst. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { runCairn } from '../support/cairn.ts'
import { basic, START_TIMEOUT, tenantOf } from '../support/runner.ts'
import { useRunner } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const lrs = useRunner()
const cairn = (...words: string[]) => runCairn(lrs.home, words)
const ask = async (...words: string[]) => {
  const { code, out, err } = await cairn('query', ...words, '--json')
  // Progress, on a busy machine.
  expect({ code, err: err.replaceAll(/^The query is \w+: \d+ s\n/gm, '') }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

async function send(version: string, activity: string, count: number) {
  const statements = Array.from({ length: count }, (_, at) => ({
    actor: { mbox: `mailto:ann${at}@example.org` },
    verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
    object: { id: activity },
    result: { completion: true, success: at % 2 === 0 },
  }))
  const answer = await fetch(`${lrs.endpoint}/statements`, {
    method: 'POST',
    headers: {
      authorization: basic(tenantOf(lrs, version)),
      'content-type': 'application/json',
      'x-experience-api-version': version,
    },
    body: JSON.stringify(statements),
  })
  expect(answer.status).toBe(200)
}

const untilCounted = async (tenant: string, count: number) => {
  const sql = `SELECT count(*) AS n FROM statements WHERE tenant = '${tenant}'`
  for (;;) {
    const { rows } = await ask('--sql', sql)
    if (rows[0].n >= count) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

beforeAll(async () => {
  await send('1.0.3', 'http://example.org/course/demo', 4)
  await send('2.0.0', 'http://example.org/course/demo2', 3)
  await untilCounted('demo', 4)
  await untilCounted('demo2', 3)
}, START_TIMEOUT)

describe('a named question', () => {
  it('is answered with its columns, what it read, and what that costs', async () => {
    const answer = await ask('completions', '--tenant', 'demo', '--from', '2026-01-01')
    expect(answer.rows).toEqual([
      expect.objectContaining({ course: 'http://example.org/course/demo', completed: 4, passes: 2, pass_rate: 0.5 }),
    ])
    expect(answer.scannedBytes).toBeGreaterThan(0)
    const file = join(lrs.home, 'verbs.svg')
    await ask('verbs', '--tenant', 'demo', '--chart', file)
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*statements.*<\/svg>\s*$/s)
    expect(answer.dollars).toBeCloseTo((10 / 1024 ** 2) * 5, 8)
  })

  it('is shown as a table and as CSV; what is said about it goes elsewhere', async () => {
    const table = await cairn('query', 'verbs', '--tenant', 'demo')
    expect(table.out).toMatch(/verb .*\n-.*\nhttp:\/\/adlnet.gov\/expapi\/verbs\/completed/s)
    expect(table.err).toMatch(/ It read [\d.]+ \w+: US\$ 0\.000048 in Athena\.\n$/)
    const csv = await cairn('query', '--csv', '--sql', "SELECT 'a,\"b' AS x, 1 AS y")
    expect(csv.out).toBe('x,y\r\n"a,""b",1\n')
  })

  it('says what is wrong with its parameters, and which there are', async () => {
    expect(await cairn('query', 'completions')).toMatchObject({
      code: 2,
      err: '--tenant is needed: whose statements.\n',
    })
    const day = await cairn('query', 'completions', '--tenant', 'demo', '--from', '21.11.2026')
    expect(day).toMatchObject({ code: 2, err: '--from 21.11.2026: it must be a day such as 2026-11-21.\n' })
    const other = await cairn('query', 'completion', '--tenant', 'demo')
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean completions?') })
    expect((await cairn('query', '--list')).out).toMatch(/^completions +Completions and pass rate/m)
    expect((await cairn('query', 'funnel', '--list')).out).toMatch(/^--tenant +text +needed/m)
  })
})

describe("a tenant's analyst", () => {
  it('asks in a workgroup and with views of their own, which name the tenant, and sees no other', async () => {
    for (const again of ['', ' as before']) {
      const opened = await cairn('lake', 'open', 'demo')
      expect(opened).toMatchObject({ code: 0, out: expect.stringContaining(`The lake of demo is open${again}`) })
    }
    const count = 'SELECT count(*) AS n, count(DISTINCT tenant) AS tenants FROM statements'
    expect((await ask('--own', '--tenant', 'demo', '--sql', count)).rows).toEqual([{ n: 4, tenants: 1 }])
    const named = "SELECT count(*) AS n FROM cairn.statements WHERE tenant = 'demo'"
    expect((await ask('--own', '--tenant', 'demo', '--sql', named)).rows).toEqual([{ n: 4 }])
  })

  it.each([
    [
      "reads another tenant's statements",
      'demo',
      "SELECT count(*) FROM cairn.statements WHERE tenant = 'demo2'",
      's3:ListBucket',
    ],
    [
      'computes the tenant',
      'demo',
      "SELECT count(*) FROM cairn.statements WHERE tenant = 'de' || 'mo2'",
      's3:ListBucket',
    ],
    ['reads the trail of audit', 'demo', 'SELECT count(*) FROM audit', 's3:ListBucket'],
    ['makes a view', 'demo', 'CREATE OR REPLACE VIEW cairn_demo.mine AS SELECT 1 AS x', 'glue:CreateTable'],
  ])('is refused where the query %s', async (_, tenant, sql, action) => {
    const { code, err } = await cairn('query', '--own', '--tenant', tenant, '--sql', sql)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`not authorized to perform: ${action}`) })
  })

  it('reads the trail of audit of their tenant where a tag of theirs says that they review it', async () => {
    const { athena } = JSON.parse(readFileSync(join(lrs.home, 'endpoint.json'), 'utf8'))
    const accessKeyId = 'PERSON;tenant=demo;lakeDatabase=cairn_demo;lakeTrail=read'
    const credentials = { accessKeyId, secretAccessKey: 'local' }
    const client = new AthenaClient({ endpoint: athena.gate, region: 'us-east-1', credentials })
    const ends = async (QueryString: string) => {
      const query = { QueryString, WorkGroup: 'CairnLake-demo', QueryExecutionContext: { Database: 'cairn_demo' } }
      const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand(query))
      const look = async () =>
        (await client.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status?.State
      return within(30_000, look, (state) => state !== 'QUEUED' && state !== 'RUNNING')
    }
    expect(await ends('SELECT count(*) FROM audit')).toBe('SUCCEEDED')
    expect(await ends("SELECT count(*) FROM cairn.audit WHERE tenant = 'demo2'")).toBe('FAILED')
    client.destroy()
  })

  it("may not use another tenant's workgroup", async () => {
    await cairn('lake', 'open', 'demo2')
    const { athena } = JSON.parse(readFileSync(join(lrs.home, 'endpoint.json'), 'utf8'))
    const answer = await fetch(athena.gate, {
      method: 'POST',
      headers: {
        'x-amz-target': 'AmazonAthena.StartQueryExecution',
        'content-type': 'application/x-amz-json-1.1',
        authorization:
          'AWS4-HMAC-SHA256 Credential=PERSON;tenant=demo/20261121/us-east-1/athena/aws4_request, Signature=0',
      },
      body: JSON.stringify({ QueryString: 'SELECT 1', WorkGroup: 'CairnLake-demo2' }),
    })
    expect(await answer.json()).toMatchObject({
      Message: expect.stringContaining(
        'athena:StartQueryExecution on resource: arn:aws:athena:us-east-1:000000000000:workgroup/CairnLake-demo2',
      ),
    })
  })
})
