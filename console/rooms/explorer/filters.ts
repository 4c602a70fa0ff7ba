/** The filters of the explorer: how they are asked of the API, and what somebody may type for them. Pure. */
import { readAgent } from '../../language/agent-id.ts'
import { isUuid } from '../../language/identifiers.ts'
import type { Search } from './search.ts'

export const FILTERS = ['agent', 'verb', 'activity', 'registration', 'since', 'until', 'credential', 'voided'] as const
export type FilterName = (typeof FILTERS)[number]

/** As the API has them. */
export function queryOf(search: Search) {
  const { agent, verb, activity, registration, related, since, until, credential, voided, ascending } = search
  const isRelated = related === true ? 'true' : undefined
  return {
    ...(agent !== undefined && { agent, ...(isRelated && { related_agents: isRelated }) }),
    ...(verb !== undefined && { verb }),
    ...(activity !== undefined && { activity, ...(isRelated && { related_activities: isRelated }) }),
    ...(registration !== undefined && { registration }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(credential !== undefined && { credential }),
    ...(voided && { voided: 'true' }),
    ...(ascending && { ascending: 'true' }),
  }
}

export const hasFilter = (search: Search): boolean => FILTERS.some((name) => search[name] !== undefined)

const SCHEME = /^[a-z][a-z0-9+.-]*:./i

/** @returns the filter, or nothing where the text is none */
export function readFilter(name: FilterName, typed: string): Partial<Search> | undefined {
  if (name === 'voided') return { voided: true }
  const value = textOf(name, typed.trim())
  return value === undefined ? undefined : { [name]: value }
}

function textOf(name: Exclude<FilterName, 'voided'>, text: string): string | undefined {
  if (text === '' || name === 'credential') return text || undefined
  if (name === 'agent') return agentOf(text)
  if (name === 'registration') return isUuid(text) ? text : undefined
  if (name === 'since' || name === 'until') return instantOf(text)
  return SCHEME.test(text) ? text : undefined
}

function agentOf(text: string): string | undefined {
  const agent = readAgent(text)
  return agent === undefined ? undefined : JSON.stringify(agent)
}

/** `2026-11-02T14:03` of a field for dates is of the viewer's zone. */
function instantOf(text: string): string | undefined {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** An Agent of a filter as a text for people. */
export function agentLabel(agent: string): string {
  try {
    const value: unknown = JSON.parse(agent)
    if (typeof value !== 'object' || value === null) return agent
    const { mbox, openid, mbox_sha1sum, account, name } = value as { [name: string]: unknown }
    if (typeof name === 'string') return name
    if (typeof mbox === 'string') return mbox.replace(/^mailto:/, '')
    if (typeof account === 'object' && account !== null && 'name' in account) return String(account.name)
    return String(openid ?? mbox_sha1sum ?? agent)
  } catch {
    return agent
  }
}

/** The key of the credential whose own authority this Agent is: an account whose name is the key. */
export function credentialOf(agent: string | undefined): string | undefined {
  if (agent === undefined) return undefined
  const { account }: { account?: { homePage?: unknown; name?: unknown } } = JSON.parse(agent)
  const isKey = typeof account?.homePage === 'string' && account.homePage.includes('credential')
  return isKey && typeof account.name === 'string' ? account.name : undefined
}
