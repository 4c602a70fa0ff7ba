/** The options that say what a credential may do and how long, and how that is shown. */
import { type CredentialFilter, MOST_FILTER_VALUES } from '../../lambdas/tenancy/credential-filter.ts'
import { SCOPE_MEANINGS, SCOPES, type Scope } from '../../lambdas/tenancy/scopes.ts'
import { parseAgentParameter, parseIri } from '../../lambdas/xapi/parameters.ts'
import type { Options, Values } from './command.ts'
import { textOf } from './command.ts'
import { UsageError } from './failure.ts'

export const RIGHTS_OPTIONS: Options = {
  label: { type: 'string' },
  scope: { type: 'string', multiple: true },
  expires: { type: 'string' },
  verb: { type: 'string', multiple: true },
  activity: { type: 'string', multiple: true },
  agent: { type: 'string', multiple: true },
}

/** For the help. */
export const RIGHTS_LINES = `  --scope      what it may do; everything where none is given:
${SCOPES.map((scope) => `    ${scope.padEnd(22)}${SCOPE_MEANINGS[scope]}`).join('\n')}
  --expires    from when on it is refused: a date, a date and time, or a time from now, such as 90d or 12h
  --verb, --activity, --agent
               what it may read: statements with one of these verbs, about one of these activities, of one of these
               agents (as JSON); each may be given several times`

/** @throws UsageError */
export function scopesOf({ scope }: Values): Scope[] | undefined {
  if (scope === undefined) return undefined
  return [scope].flat().map((text) => {
    const known = SCOPES.find((one) => one === text)
    if (known === undefined) throw new UsageError(`There is no scope ${text}: ${SCOPES.join(', ')}.`)
    return known
  })
}

const UNITS: { [unit: string]: number } = { d: 86_400_000, h: 3_600_000, m: 60_000 }

/** In ms since 1970. @throws UsageError for what is no time to come */
export function instantOf(text: string, name: string, now = Date.now()): number {
  const [, count, unit = ''] = /^(\d{1,6})([dhm])$/.exec(text) ?? []
  const instant = count === undefined ? Date.parse(text) : now + Number(count) * (UNITS[unit] ?? 0)
  if (Number.isNaN(instant))
    throw new UsageError(`--${name} is a date, a date and time, or a time from now such as 90d.`)
  if (instant <= now) throw new UsageError(`--${name} is over: ${text}.`)
  return instant
}

export function expiryOf(values: Values): number | undefined {
  const text = textOf(values, 'expires')
  return text === undefined ? undefined : instantOf(text, 'expires')
}

/** Undefined where no option of it is given. @throws UsageError */
export function filterOf(values: Values): CredentialFilter | undefined {
  const [verbs, activities, agents] = ['verb', 'activity', 'agent'].map((name) => listOf(values, name)) as string[][]
  const [some = [], others = [], people = []] = [verbs, activities, agents]
  const count = some.length + others.length + people.length
  if (count === 0) return undefined
  if (count > MOST_FILTER_VALUES)
    throw new UsageError(`A credential has ${MOST_FILTER_VALUES} values to read by at most.`)
  return {
    ...(some.length > 0 && { verbs: some.map((text) => parseIri(text, 'verb')) }),
    ...(others.length > 0 && { activities: others.map((text) => parseIri(text, 'activity')) }),
    ...(people.length > 0 && { agents: people.map((text) => parseAgentParameter(text, '1.0.3', 'agent')) }),
  }
}

const listOf = (values: Values, name: string) => [values[name] ?? []].flat().map(String)

/** What it may read, in words. */
export function filterText({ filter }: { filter?: CredentialFilter }): string {
  if (filter === undefined) return '-'
  const { verbs = [], activities = [], agents = [] } = filter
  const parts = [
    ['verbs', verbs.length],
    ['activities', activities.length],
    ['agents', agents.length],
  ] as const
  return parts.flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ')
}

export const timeText = (instant: string | undefined): string =>
  instant === undefined ? '-' : new Date(instant).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z')
