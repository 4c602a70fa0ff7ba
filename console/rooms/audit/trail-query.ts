/** What of the address is asked of the trail, and what an entry tells at a glance. Pure. */
import type { AuditEntry } from '../../api/admin-api.ts'
import type { Search } from './search.ts'

export const PERIODS = ['hour', 'day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

const HOUR_MS = 3_600_000
const HOURS: { [period in Period]: number } = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 }

/** `between` where somebody set an end of their own. */
export const periodOf = ({ period, from, to }: Search): Period | 'between' =>
  from !== undefined || to !== undefined ? 'between' : (period ?? 'day')

/** @param now to which the last hour or day is; a minute on, so that what happens right now is in it */
export function queryOf(search: Search, now: number) {
  const period = periodOf(search)
  const start = period === 'between' ? search.from : new Date(now - HOURS[period] * HOUR_MS).toISOString()
  const { to, who, act, about, of } = search
  return {
    ...(start !== undefined && { from: start }),
    ...(to !== undefined && { to }),
    ...(who !== undefined && { who }),
    ...(act !== undefined && { act }),
    ...(about !== undefined && of === undefined && { about }),
  }
}

export const hasFilter = ({ who, act, about, from, to }: Search): boolean =>
  [who, act, about, from, to].some((one) => one !== undefined)

/** The plain facts of an entry, as `name: value`; lists by their length. */
export function factsOf({ what = {} }: AuditEntry): [string, string][] {
  return Object.entries(what).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return [[name, value.length === 1 ? String(value[0]) : `× ${value.length}`]]
    return typeof value === 'object' ? [] : [[name, String(value)]]
  })
}

/** Statements that an entry names, to be opened. */
export function statementsOf({ act, what = {} }: AuditEntry): string[] {
  const listed = ['statements', 'by'].flatMap((name) => (Array.isArray(what[name]) ? what[name] : []))
  const own = /^admin\.(getStatement|getProof)$/.test(act) ? [what.id] : []
  return [...own, ...listed].filter((one): one is string => typeof one === 'string').slice(0, 20)
}

/** Which members a change changed, with the old and the new value as JSON. */
export function changesOf({ before, after }: AuditEntry): { name: string; old: string; now: string }[] {
  const [old, now] = [membersOf(before), membersOf(after)]
  const text = (value: unknown) =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((name) => ({ name, old: text(old[name]), now: text(now[name]) }))
    .filter((one) => one.old !== one.now)
}

const membersOf = (value: unknown): { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
