/** A named question asked by the admin API: started, waited for, and read page by page. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Bodies } from '../../../lambdas/http/admin/bodies.ts'
import { type SqlAnswer, SqlFailure, type SqlProgress } from '../../../lambdas/lake/sql.ts'
import { type AdminApi, type AnswerOf, itemsOf } from './api.ts'

export type AskedByApi = Bodies['NewRun'] & { tenant: string; name: string }

const PAUSE_MS = 1_000

/** @throws SqlFailure where the run fails */
export async function askByApi(
  api: AdminApi,
  { tenant, name, ...body }: AskedByApi,
  onProgress: (progress: Pick<SqlProgress, 'state'>) => void,
): Promise<SqlAnswer> {
  const began = performance.now()
  const { run } = await api.call('startQuery', { path: { tenant, name }, body })
  const path = { tenant, name, run }
  const ended = await untilEnded(() => api.call('getRun', { path, query: { limit: 1 } }), onProgress)
  const engineMs = Math.round(performance.now() - began)
  if (ended.failure !== undefined) throw new SqlFailure(ended.failure.kind, ended.failure.detail)
  const rows = await itemsOf(async (query) => {
    const { items = [], next } = await api.call('getRun', { path, query })
    return { items, ...(next !== undefined && { next }) }
  })
  const { columns = [], scannedBytes, isReused, through } = ended
  return {
    ...{ runId: run, columns, scannedBytes, isReused, engineMs },
    through: through === undefined ? undefined : new Date(through),
    rows: asIterable(rows),
  }
}

async function* asIterable<Row>(rows: Row[]) {
  yield* rows
}

async function untilEnded(
  read: () => Promise<AnswerOf<'getRun'>>,
  onProgress: (progress: Pick<SqlProgress, 'state'>) => void,
): Promise<AnswerOf<'getRun'>> {
  for (;;) {
    const run = await read()
    const { state } = run
    if (state !== 'queued' && state !== 'running') return run
    onProgress({ state })
    await pause(PAUSE_MS)
  }
}
