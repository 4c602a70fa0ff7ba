/** The lake's named questions: listed, started, and read. A run belongs to the tenant that started it. */
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import type { Question } from '../../lake/questions/question.ts'
import { QUESTIONS } from '../../lake/questions/questions.ts'
import { questionValues, TENANT_PARAMETER } from '../../lake/questions/values.ts'
import { fromRunItem, type Run, runKey, toRunItem } from '../../lake/run-item.ts'
import { SqlFailure, type SqlFailureKind } from '../../lake/sql.ts'
import type { SqlRuns } from '../../lake/sql-runs.ts'
import { trinoType, VIEWS, type View, viewsIn } from '../../lake/views.ts'
import { countScanned, takeQuery } from '../../tenancy/quotas/query-quota.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import { QUOTAS, type QuotaRefusal } from '../../tenancy/tenant-quotas.ts'
import { kindOf } from '../../xapi/explanation.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { notFound, Problem, type ProblemKind } from './problem.ts'
import { ADMIN_BASE } from './routes.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

/** `runs` is asked for at the first question: most requests of the function have nothing to do with the lake. */
export type QueryParts = { tables: Tables; clock: Clock; runs(): Promise<SqlRuns> }

export const queryOperations = (parts: QueryParts): Operations => ({
  listQueries: forTenant(async () => json(200, { items: QUESTIONS.map(shown), views: VIEWS.map(shownView) })),
  startQuery: forTenantWith('NewRun', (call) => start(parts, call)),
  getRun: forTenant((call) => answerRun(parts, call)),
})

const shown = ({ name, meaning, parameters, columns, sql }: Question) => ({
  name,
  meaning,
  parameters: parameters
    .filter((one) => one.name !== TENANT_PARAMETER)
    .map((one) => ({ ...one, required: one.default === undefined })),
  columns,
  sql,
  places: parameters.map((one) => one.name),
  reads: viewsIn(sql),
})

const shownView = ({ name, description, columns }: View) => ({
  name,
  meaning: description,
  columns: columns.map(({ name: column, hive, description: meaning }) => ({
    ...{ name: column, type: trinoType(hive), meaning },
  })),
})

async function start(
  parts: QueryParts,
  { tenant, parameters, body }: TenantCall<Bodies['NewRun']>,
): Promise<HttpResponse> {
  const question = questionNamed(parameters.text('name'))
  const { values, wrong } = questionValues(question, tenant.id, body.parameters ?? {})
  const violations = wrong.map(({ name, must, found }) => ({
    ...{ pointer: `/parameters/${name}`, rule: must, found: kindOf(found) },
  }))
  const [first] = violations
  if (first !== undefined)
    throw new Problem('invalid', `The body: ${first.pointer} ${first.rule}, found ${first.found}.`, { violations })
  const { reuseMinutes } = body
  const refusal = await takeQuery(parts.tables, tenantId(tenant.id), tenant.quotas ?? {}, parts.clock.now())
  if (refusal !== undefined) throw usedUp(refusal)
  const runs = await parts.runs()
  const through = await runs.through()
  const asked = { sql: question.sql, parameters: values, ...(reuseMinutes !== undefined && { reuseMinutes }) }
  const run = await refusing(() => runs.start(asked))
  const started: Run = {
    ...{ run, query: question.name, started: parts.clock.now() },
    ...(through && { through: through.getTime() }),
  }
  await parts.tables.insert('control', [toRunItem(tenantId(tenant.id), started)])
  const Location = `${ADMIN_BASE}/tenants/${tenant.id}/queries/${question.name}/runs/${run}`
  const answer = json(202, { ...shownRun(started), state: 'queued', scannedBytes: 0 }, { Location, 'Retry-After': '1' })
  return { ...answer, told: { what: { run, query: question.name } } }
}

function usedUp({ quota, limit, retrySeconds }: QuotaRefusal): Problem {
  const rule = `allows ${limit} ${QUOTAS[quota]}`
  return new Problem('too-many-requests', `The quota ${quota} of this tenant ${rule}.`, {
    violations: [{ parameter: quota, rule }],
    headers: { 'Retry-After': String(retrySeconds) },
  })
}

function questionNamed(name: string): Question {
  const question = QUESTIONS.find((one) => one.name === name)
  if (question === undefined) throw notFound('question')
  return question
}

/** Everything stored before `through` is in the answer, unless it is an earlier one. */
const shownRun = ({ run, query, started, through }: Run, isReused = false) => ({
  ...{ run, query, started: textOfInstant(started), isReused },
  ...(through !== undefined && !isReused && { through: textOfInstant(through) }),
})

async function answerRun({ tables, runs }: QueryParts, call: TenantCall): Promise<HttpResponse> {
  const { tenant, parameters } = call
  const id = parameters.text('run')
  const item = await tables.get('control', runKey(tenantId(tenant.id), id), true)
  const run = item && fromRunItem(item)
  if (run === undefined || run.query !== parameters.text('name')) throw notFound('run')
  const list = `runs/${id}`
  const after = readCursor(tenant, list, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const lake = await runs()
  const { state, scannedBytes, isReused, failure } = await refusing(() => lake.state(id))
  const about = { ...shownRun(run, isReused), state, scannedBytes }
  if (state !== 'queued' && state !== 'running') await countOnce(tables, tenantId(tenant.id), run, scannedBytes)
  if (failure !== undefined) return json(200, { ...about, failure: { kind: failure.kind, detail: failure.message } })
  if (state !== 'succeeded') return json(200, about, { 'Retry-After': '1' })
  const { columns, rows, next } = await refusing(() => lake.rows(id, { limit, ...(after && { after }) }))
  const answer = json(200, { ...about, columns, items: rows, ...(next && { next: toCursor(tenant, list, next) }) })
  return { ...answer, told: { count: rows.length, what: { scannedBytes } } }
}

/** What a run has read is counted when somebody is told that it has ended: once, on the day it was started. */
async function countOnce(tables: Tables, tenant: TenantId, { run, started }: Run, scannedBytes: number) {
  const first = { key: runKey(tenant, run), set: { counted: true }, expected: { counted: undefined } }
  if ((await tables.updateIf('control', first)).done) await countScanned(tables, tenant, scannedBytes, started)
}

const KINDS: { [kind in SqlFailureKind]: ProblemKind } = {
  mistake: 'conflict',
  limit: 'conflict',
  stopped: 'conflict',
  moved: 'conflict',
  busy: 'unavailable',
  rights: 'internal',
  failed: 'unavailable',
}

/** A call that the lake refuses is a problem of this request; a run that fails is not. */
async function refusing<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    const retry = error.kind === 'busy' ? { headers: { 'Retry-After': '5' } } : {}
    throw new Problem(KINDS[error.kind], `The lake can't answer now: ${error.kind}.`, retry)
  }
}
