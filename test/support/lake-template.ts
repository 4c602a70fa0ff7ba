/** The lake's catalog and workgroup as the templates have them, and files of the lake with statements of given ids. */
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { FRESHNESS_TABLE, projectionOf, TABLES } from '../../lambdas/lake/tables.ts'
import { athenaView, VIEWS } from '../../lambdas/lake/views.ts'
import type { AthenaTemplate } from '../../local/athena/athena.ts'
import type { GlueTable } from '../../local/athena/catalog.ts'

type Typed = { name: string; hive: string }
const columnsOf = (columns: Typed[]) => columns.map(({ name, hive }) => ({ Name: name, Type: hive }))

/** What the stack of the lake says, with its bucket called `lake`; that the stack says so is tested where it is. */
export function lakeTemplate(): AthenaTemplate {
  const tables = [...TABLES, FRESHNESS_TABLE].map(
    (table): GlueTable => ({
      Name: table.name,
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: columnsOf(table.partitions),
      Parameters: projectionOf(table, `s3://lake/${table.folder}`),
      StorageDescriptor: { Columns: columnsOf(table.columns), Location: `s3://lake/${table.folder}` },
    }),
  )
  const views = VIEWS.map((view): GlueTable => {
    const { originalText } = athenaView(view, 'cairn')
    return { Name: view.name, TableType: 'VIRTUAL_VIEW', ViewOriginalText: originalText }
  })
  const Configuration = {
    EnforceWorkGroupConfiguration: true,
    BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
    ResultConfiguration: { OutputLocation: 's3://lake/results/' },
  }
  return {
    databases: { cairn: [...tables, ...views] },
    workgroups: [{ Name: 'CairnLake', State: 'ENABLED', Configuration }],
  }
}

/** @param padding characters that do not compress, in each statement */
export function lakeFile(ids: string[], padding = 0): Uint8Array {
  const rows = ids.map((id, at) => {
    const statement = {
      id,
      actor: { name: 'Ann', mbox: 'mailto:a@x.org' },
      verb: { id: 'http://x.org/did' },
      object: { id: 'http://x.org/it' },
      result: { response: incompressible(padding) },
    }
    return statementToRow(JSON.stringify(statement), `019ce1a2b3c40000aaaaaaaa${String(at).padStart(4, '0')}`)
  })
  return rowsToParquet(rows)
}

function incompressible(length: number): string {
  const values = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)))
  const parts = Array.from({ length: Math.ceil(length / 65_536) }, () => {
    crypto.getRandomValues(values)
    return Buffer.from(values).toString('base64').slice(0, 65_536)
  })
  return parts.join('').slice(0, length)
}
