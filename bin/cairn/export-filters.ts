/** Which statements an export holds: the filters of GET statements, as options. */
import type { ExportScope } from '../../lambdas/lake/export/manifest.ts'
import type { Filters } from '../../lambdas/statements/store.ts'
import { parseAgentFilter, parseIri, parseUuid } from '../../lambdas/xapi/parameters.ts'
import { textOf, type Values } from './command.ts'
import { UsageError } from './failure.ts'

export const FILTER_OPTIONS = {
  verb: { type: 'string' },
  activity: { type: 'string' },
  agent: { type: 'string' },
  registration: { type: 'string' },
  'related-activities': { type: 'boolean' },
  'related-agents': { type: 'boolean' },
} as const

export const FILTERS_HELP = `  --verb, --activity IRI, --registration UUID, --agent JSON, --related-activities, --related-agents
             only the statements that GET statements finds by these parameters`

/** As they were given, for the manifest. @throws UsageError where one cannot be read */
export function givenFilter(values: Values): ExportScope['filter'] {
  const entries = Object.keys(FILTER_OPTIONS).flatMap((name) => {
    const value = values[name] === true ? 'true' : textOf(values, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const filter = Object.fromEntries(entries)
  try {
    toFilters(filter)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  return filter
}

/** What the store is asked for. `since` is exclusive there. */
export function exportFilters({ filter, from, through }: ExportScope): Filters {
  return {
    ...toFilters(filter),
    ...(from !== undefined && { since: Date.parse(from) - 1 }),
    until: Date.parse(through),
    ascending: true,
  }
}

function toFilters(filter: ExportScope['filter']): Omit<Filters, 'ascending'> {
  const { verb, activity, agent, registration } = filter
  return {
    ...(verb !== undefined && { verb: parseIri(verb, '--verb') }),
    ...(activity !== undefined && { activity: parseIri(activity, '--activity') }),
    ...(agent !== undefined && { agent: parseAgentFilter(agent, '--agent') }),
    ...(registration !== undefined && { registration: parseUuid(registration, '--registration') }),
    relatedActivities: filter['related-activities'] === 'true',
    relatedAgents: filter['related-agents'] === 'true',
  }
}
