/** Athena's API, call by call, in its own JSON. */
import type { Athena } from './athena.ts'
import { executionJson, resultsJson } from './execution.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Caller } from './s3-files.ts'
import type { WorkGroup } from './workgroups.ts'

export type Input = { [member: string]: unknown }
type Operation = (athena: Athena, input: Input, caller: Caller) => Promise<object> | object

/** @throws Refusal */
export async function answerCall(athena: Athena, operation: string, input: Input, caller: Caller): Promise<object> {
  const found = OPERATIONS[operation]
  if (found === undefined)
    throw new Refusal('UnknownOperationException', `The local runner's Athena does not know ${operation}`)
  return found(athena, input, caller)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const partOf = (value: unknown): Input => (typeof value === 'object' && value !== null ? (value as Input) : {})

const OPERATIONS: { [operation: string]: Operation } = {
  async StartQueryExecution(athena, input, caller) {
    const group = athena.workgroups.get(textOf(input.WorkGroup) || 'primary')
    if (group.State === 'DISABLED') throw invalidRequest(`WorkGroup ${group.Name} is disabled.`)
    const { Database } = partOf(input.QueryExecutionContext)
    const reuse = partOf(partOf(input.ResultReuseConfiguration).ResultReuseByAgeConfiguration)
    const { id } = await athena.start(
      {
        sql: requireText(input),
        parameters: Array.isArray(input.ExecutionParameters) ? input.ExecutionParameters.map(String) : [],
        database: (textOf(Database) || 'default').toLowerCase(),
        group,
        caller,
      },
      reuse.Enabled === true ? Number(reuse.MaxAgeInMinutes ?? 60) : undefined,
    )
    return { QueryExecutionId: id }
  },
  GetQueryExecution: (athena, { QueryExecutionId }) => ({
    QueryExecution: executionJson(athena.execution(textOf(QueryExecutionId))),
  }),
  async GetQueryResults(athena, { QueryExecutionId, NextToken, MaxResults }, caller) {
    const execution = athena.execution(textOf(QueryExecutionId))
    if (execution.state !== 'SUCCEEDED')
      throw invalidRequest(`Query did not finish successfully. Final query state: ${execution.state}`)
    const most = Number(MaxResults ?? 1_000)
    if (!(most >= 1 && most <= 1_000)) throw invalidRequest('MaxResults is more than maximum allowed length 1000.')
    await athena.requireReadable(execution, caller)
    const start = Number(Buffer.from(textOf(NextToken), 'base64').toString() || 0)
    return resultsJson(execution, start, most)
  },
  StopQueryExecution(athena, { QueryExecutionId }) {
    athena.stopQuery(textOf(QueryExecutionId))
    return {}
  },
  CreateWorkGroup(athena, { Name, Description, Configuration }) {
    athena.workgroups.create({
      Name: textOf(Name),
      Description: textOf(Description),
      State: 'ENABLED',
      Configuration: partOf(Configuration) as WorkGroup['Configuration'],
    })
    return {}
  },
  GetWorkGroup: (athena, { WorkGroup }) => ({ WorkGroup: athena.workgroups.get(textOf(WorkGroup)) }),
  UpdateWorkGroup(athena, { WorkGroup, ConfigurationUpdates }) {
    const { ResultConfigurationUpdates: results, ...others } = partOf(ConfigurationUpdates)
    const configuration = { ...others, ...(results !== undefined && { ResultConfiguration: results }) }
    athena.workgroups.update(textOf(WorkGroup), configuration)
    return {}
  },
  DeleteWorkGroup(athena, { WorkGroup }) {
    athena.workgroups.remove(textOf(WorkGroup))
    return {}
  },
  ListWorkGroups: (athena) => ({
    WorkGroups: athena.workgroups.list().map(({ Name, Description, State }) => ({ Name, Description, State })),
  }),
}

/** Athena's longest query, in bytes. */
const LONGEST = 262_144

function requireText({ QueryString }: Input): string {
  const sql = textOf(QueryString)
  if (sql.trim() === '') throw invalidRequest('Query string must not be empty', 'MALFORMED_QUERY')
  if (Buffer.byteLength(sql) > LONGEST)
    throw invalidRequest(`QueryString is longer than ${LONGEST} bytes`, 'INVALID_INPUT')
  return sql
}
