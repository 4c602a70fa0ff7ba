/** What an execution has to do: read the lake for a query, or change the catalog for a definition. */
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Catalog } from './catalog.ts'
import { type Definition, define, readDefinition } from './definitions.ts'
import { openSession } from './duckdb-session.ts'
import { type Execution, outputLocation, type Result, resultCsv } from './execution.ts'
import { requireGlueRight } from './glue-rights.ts'
import type { KeptMade } from './made.ts'
import { withParameters } from './parameters.ts'
import { runQuery } from './query-engine.ts'
import { createPlanner, fetchSources, type Planner, type QueryPlan } from './query-plan.ts'
import { Refusal } from './refusal.ts'
import { type Caller, createLakeFiles, type LakeFiles } from './s3-files.ts'
import { createScanEstimate, type ScanEstimate } from './scan-estimate.ts'

export type Work = () => Promise<Result>
export type Workshop = {
  files: LakeFiles
  /** What is no SQL at all is refused at once; what else is wrong with it, the work says. @throws Refusal */
  workOf(execution: Execution): Promise<Work>
}
type Parts = { files: LakeFiles; planner: Planner; estimate: ScanEstimate; catalog: () => Catalog; made: KeptMade }

export async function createWorkshop(folder: string, catalog: () => Catalog, made: KeptMade): Promise<Workshop> {
  const files = createLakeFiles(join(folder, 'files'))
  const planner = createPlanner(await (await DuckDBInstance.create(':memory:')).connect(), catalog)
  const parts = { files, planner, catalog, made, estimate: await createScanEstimate() }
  return {
    files,
    async workOf(execution) {
      const definition = readDefinition(execution.sql, execution.database)
      if (definition) return () => carryOut(parts, definition, execution.caller)
      try {
        const sql = withParameters(execution.sql, execution.parameters)
        const plan = await planner.plan(sql, execution.database)
        return () => query(parts, execution, plan)
      } catch (error) {
        if (error instanceof Refusal) throw error
        return () => Promise.reject(error)
      }
    },
  }
}

async function query({ files, estimate }: Parts, execution: Execution, plan: QueryPlan): Promise<Result> {
  const { caller, group } = execution
  const sources = await fetchSources(plan, files, caller)
  const cutoff = group.Configuration.BytesScannedCutoffPerQuery
  const onStart = (interrupt: () => void) => {
    execution.interrupt = interrupt
    if (execution.state === 'CANCELLED') interrupt()
  }
  const result = await runQuery({ plan, sources, cutoff, onStart }, estimate)
  const output = objectOf(outputLocation(execution))
  if (output !== undefined) await files.put(caller, output.bucket, output.key, resultCsv(result))
  return result
}

export function objectOf(location = ''): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key }
}

async function carryOut({ planner, catalog, made }: Parts, definition: Definition, caller: Caller): Promise<Result> {
  const { database } = definition
  await requireRight(definition, caller)
  if (definition.kind === 'view') await requireSound(planner, catalog(), definition)
  const exists =
    definition.kind === 'database'
      ? catalog().hasDatabase(database)
      : catalog().find(database, definition.name) !== undefined
  made.keep({ databases: define(made.value.databases, definition, exists) })
  return { columns: [], rows: [], scannedBytes: 0 }
}

function requireRight(definition: Definition, caller: Caller): Promise<void> {
  const { database } = definition
  if (definition.kind === 'database')
    return requireGlueRight(caller, definition.action === 'create' ? 'CreateDatabase' : 'DeleteDatabase', {
      Name: database,
    })
  const table = { DatabaseName: database, Name: definition.name }
  return requireGlueRight(caller, definition.kind === 'view' ? 'CreateTable' : 'DeleteTable', table)
}

/** A view that could never be read is not made. */
async function requireSound(planner: Planner, catalog: Catalog, { sql, database }: Definition & { kind: 'view' }) {
  if (!catalog.hasDatabase(database)) throw new Error(`SCHEMA_NOT_FOUND: Schema ${database} not found`)
  const { relations } = await planner.plan(sql, database)
  const session = await openSession(
    database,
    relations.map((relation) => ({ relation, files: [] })),
  )
  await session.connection.prepare(sql).finally(() => session.close())
}
