/** Which queries name their tenants, as Athena wants it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { needsTenant, openLake } from '../../../bin/query/duckdb-lake.ts'
import { EXAMPLES } from '../../../lambdas/lake/views.ts'
import { tableWithoutTenant } from '../../../local/athena/tenant-rule.ts'

let lake: DuckDBConnection
beforeAll(async () => {
  lake = await openLake('/nowhere')
})

describe('a query', () => {
  it.each([
    'SELECT 1',
    "SELECT * FROM statements WHERE tenant = 'demo'",
    "SELECT * FROM Statements AS s WHERE dt > '2026' AND ('demo' = s.Tenant)",
    "SELECT * FROM statements WHERE tenant IN ('demo', 'demo2')",
    "SELECT * FROM statements WHERE tenant = 'demo' OR tenant = 'demo2'",
    "SELECT * FROM statements WHERE tenant = 'de' || 'mo'",
    "SELECT * FROM statements a JOIN statements b ON a.tenant = b.tenant WHERE a.tenant = 'demo'",
    "SELECT * FROM statements a JOIN statements b USING (tenant) WHERE b.tenant = 'demo'",
    "SELECT * FROM (SELECT * FROM statements) AS x WHERE tenant = 'demo'",
    "WITH x AS (SELECT * FROM statements) SELECT * FROM x WHERE tenant = 'demo'",
    "WITH x AS (SELECT * FROM statements), y AS (SELECT * FROM x WHERE tenant = 'demo') SELECT * FROM y",
    "SELECT 1 FROM statements WHERE tenant = 'a' UNION ALL SELECT 1 FROM statement_files WHERE tenant = 'b'",
    ...EXAMPLES.map(({ sql }) => sql),
  ])('names its tenants: %s', async (sql) => {
    expect(await tableWithoutTenant(lake, sql, needsTenant)).toBeUndefined()
  })

  it.each([
    ['SELECT * FROM statements', 'statements'],
    ["SELECT * FROM statements WHERE dt = 'demo'", 'statements'],
    ["SELECT * FROM statements WHERE tenant LIKE 'demo%'", 'statements'],
    ["SELECT * FROM statements WHERE tenant >= 'demo'", 'statements'],
    ["SELECT * FROM statements WHERE NOT tenant = 'demo'", 'statements'],
    ["SELECT * FROM statements WHERE tenant = 'demo' OR success", 'statements'],
    ["SELECT * FROM statements WHERE lower(tenant) = 'demo'", 'statements'],
    ["SELECT * FROM statements WHERE tenant = (SELECT 'demo')", 'statements'],
    [
      "SELECT * FROM statements a JOIN statements b ON a.statement_id = b.statement_id WHERE a.tenant = 'demo'",
      'statements',
    ],
    [
      "SELECT * FROM statements WHERE tenant = 'demo' AND actor_id IN (SELECT actor_id FROM statement_files)",
      'statement_files',
    ],
    ["SELECT 1 FROM statements WHERE tenant = 'a' UNION ALL SELECT 1 FROM statement_files", 'statement_files'],
    ['WITH x AS (SELECT * FROM statements) SELECT * FROM x', 'statements'],
  ])('does not name them: %s', async (sql, table) => {
    expect(await tableWithoutTenant(lake, sql, needsTenant)).toBe(table)
  })

  it('is judged only where it is one: what is wrong with it, or shows the columns, is not held up', async () => {
    for (const sql of ['DESCRIBE statements', 'SHOW TABLES', 'SELEC 1']) {
      expect(await tableWithoutTenant(lake, sql, needsTenant)).toBeUndefined()
    }
  })
})
