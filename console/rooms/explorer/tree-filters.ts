/** Which parts of a statement can be filters, by where they stand. Pure. */
import { summaryOf } from '../../language/statement-summary.ts'
import type { Search } from './search.ts'

/** @param path names from the root; of list entries their positions */
export function filterAt(path: readonly string[], value: unknown): Partial<Search> | undefined {
  const place = path.map((name) => (/^\d+$/.test(name) ? '#' : name)).join('.')
  if (place === 'verb.id') return textFilter('verb', value)
  if (place === 'object.id') return textFilter('activity', value)
  if (place === 'context.registration') return textFilter('registration', value)
  if (/^context\.contextActivities\.\w+(\.#)?\.id$/.test(place)) return related(textFilter('activity', value))
  if (place === 'actor') return agentFilter(value)
  if (/^(authority|context\.instructor|context\.team|object|(actor|context\.team)\.member\.#)$/.test(place))
    return related(agentFilter(value))
  return undefined
}

const textFilter = (name: 'verb' | 'activity' | 'registration', value: unknown): Partial<Search> | undefined =>
  typeof value === 'string' && value !== '' ? { [name]: value } : undefined

const related = (filter: Partial<Search> | undefined): Partial<Search> | undefined =>
  filter && { ...filter, related: true }

function agentFilter(value: unknown): Partial<Search> | undefined {
  const agent = summaryOf({ actor: value }, 'en').actor?.agent
  return agent === undefined ? undefined : { agent }
}
