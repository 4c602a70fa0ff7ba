/** Athena: it starts queries, tells of them, stops them, and keeps their results for a while. */
import { join } from 'node:path'
import { createCatalog, type GlueDatabases } from './catalog.ts'
import { readDefinition } from './definitions.ts'
import { type Execution, newExecution, outputLocation, type Question } from './execution.ts'
import { keepMade } from './made.ts'
import { ScanLimitExceeded } from './query-engine.ts'
import { invalidRequest } from './refusal.ts'
import { createWorkshop, objectOf, type Work } from './work.ts'
import { createWorkGroups, type WorkGroup, type WorkGroups } from './workgroups.ts'

/** What the templates say. */
export type AthenaTemplate = { databases: GlueDatabases; workgroups: WorkGroup[] }

type Asked = Omit<Question, 'type'>
export type Athena = {
  workgroups: WorkGroups
  /** Begins a query and does not wait for its end. @throws Refusal where it cannot begin */
  start(question: Asked, reuseMinutes: number | undefined): Promise<Execution>
  /** @throws Refusal when there is none */
  execution(id: string): Execution
  stopQuery(id: string): void
  /** @throws what S3 says where the caller may not read the result */
  requireReadable(execution: Execution, caller: Question['caller']): Promise<void>
  stop(): void
}

/** Athena keeps them for 45 days. */
const MOST_EXECUTIONS = 500
/** At once; the others are queued. */
const MOST_RUNNING = 4

export async function createAthena(folder: string, template: AthenaTemplate): Promise<Athena> {
  const made = keepMade(join(folder, 'made.json'))
  const workgroups = createWorkGroups(template.workgroups, made.value.workgroups, () =>
    made.keep({ workgroups: workgroups.made() }),
  )
  const catalog = () => createCatalog(template.databases, made.value.databases)
  const { files, workOf } = await createWorkshop(folder, catalog, made)
  const executions = new Map<string, Execution>()
  const queue = createQueue(MOST_RUNNING)
  const find = (id: string): Execution => {
    const found = executions.get(id)
    if (found === undefined) throw invalidRequest(`QueryExecution ${id} was not found`)
    return found
  }
  return {
    workgroups,
    async start(question, reuseMinutes) {
      const isDefinition = readDefinition(question.sql, question.database) !== undefined
      if (!isDefinition && !catalog().hasDatabase(question.database))
        throw invalidRequest(`Database ${question.database} is not found.`)
      const execution = newExecution({ ...question, type: isDefinition ? 'DDL' : 'DML' })
      const work = await workOf(execution)
      const earlier = reuseMinutes === undefined ? undefined : findReusable(executions, question, reuseMinutes)
      executions.set(execution.id, execution)
      forgetOldest(executions)
      if (earlier === undefined) void queue(() => run(execution, work))
      else Object.assign(execution, { state: 'SUCCEEDED', result: earlier.result, isReused: true, ended: Date.now() })
      return execution
    },
    execution: find,
    stopQuery(id) {
      const execution = find(id)
      if (execution.state !== 'QUEUED' && execution.state !== 'RUNNING') return
      Object.assign(execution, { state: 'CANCELLED', ended: Date.now(), reason: 'Query cancelled by user' })
      execution.interrupt?.()
    },
    async requireReadable(execution, caller) {
      const output = execution.isReused || execution.type === 'DDL' ? undefined : objectOf(outputLocation(execution))
      if (output !== undefined) await files.requireReadable(caller, output.bucket, output.key)
    },
    stop: () => files.stop(),
  }
}

async function run(execution: Execution, work: Work): Promise<void> {
  if (execution.state === 'CANCELLED') return
  Object.assign(execution, { state: 'RUNNING', begun: Date.now() })
  let end: Partial<Execution>
  try {
    end = { state: 'SUCCEEDED', result: await work() }
  } catch (error) {
    end = endingOf(error)
  }
  // Who stopped it meanwhile was answered already.
  if (execution.state === 'RUNNING') Object.assign(execution, end, { ended: Date.now() })
}

function endingOf(error: unknown): Partial<Execution> {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  if (error instanceof ScanLimitExceeded) return { state: 'CANCELLED', reason: message }
  const isDenied = ['AccessDenied', 'Forbidden', '403'].includes(name)
  return { state: 'FAILED', reason: isDenied ? `PERMISSION_DENIED: Access denied by S3: ${message}` : message }
}

function findReusable(executions: Map<string, Execution>, question: Asked, minutes: number): Execution | undefined {
  const oldest = Date.now() - minutes * 60_000
  const keyOf = ({ sql, database, group, parameters }: Asked) => JSON.stringify([sql, database, group.Name, parameters])
  const isFresh = ({ state, isReused, ended = 0 }: Execution) => state === 'SUCCEEDED' && !isReused && ended >= oldest
  return [...executions.values()].findLast((one) => isFresh(one) && keyOf(one) === keyOf(question))
}

function forgetOldest(executions: Map<string, Execution>): void {
  for (const [id, { ended }] of executions) {
    if (executions.size <= MOST_EXECUTIONS) return
    if (ended !== undefined) executions.delete(id)
  }
}

/** Runs so many at once, and the others in their order. */
function createQueue(most: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((turn) => waiting.push(turn))
    running++
    await work().finally(() => {
      running--
      waiting.shift()?.()
    })
  }
}
