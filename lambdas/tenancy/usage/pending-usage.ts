/** What a container counted and did not write down yet. Pure. */
import type { Consumption } from '../../database/consumption.ts'
import type { TenantId } from '../tenant-id.ts'
import type { BrokenRule, Sender } from './sender-item.ts'
import { COUNTS, type DayCounts, dayOf } from './usage-item.ts'

/** What is known of one request when it is answered. */
export type UsedRequest = {
  tenant: TenantId
  /** The key that it came with. */
  credential: string
  statements: number
  bytesIn: number
  functionGbSeconds: number
  consumption: Consumption
  /** Why it was refused, and the rules it broke. */
  refusal?: Refusal
}
export type Refusal = { reason: string; rules: Omit<BrokenRule, 'count' | 'reason'>[] }

/** What a container counted of a tenant and did not write down yet. `requests`, `statements`: those since the last try. */
export type Pending = {
  days: Map<string, DayCounts>
  senders: Map<string, Sender>
  requests: number
  statements: number
  writtenAt: number
  /** By the key of the sender. */
  refusalsWrittenAt: Map<string, number>
}

export const nothingPending = (): Pending => ({
  days: new Map(),
  senders: new Map(),
  requests: 0,
  statements: 0,
  writtenAt: Number.NEGATIVE_INFINITY,
  refusalsWrittenAt: new Map(),
})

export function addRequest(pending: Pending, request: UsedRequest, time: number): void {
  pending.requests++
  pending.statements += request.statements
  addCounts(pending, dayOf(time), toCounts(request))
  addSender(pending, toSender(request, time))
}

export function addCounts({ days }: Pending, day: string, more: DayCounts): void {
  const sum = days.get(day) ?? { counts: {}, refused: {} }
  for (const name of COUNTS) if (more.counts[name]) sum.counts[name] = (sum.counts[name] ?? 0) + more.counts[name]
  for (const [reason, count] of Object.entries(more.refused)) sum.refused[reason] = (sum.refused[reason] ?? 0) + count
  days.set(day, sum)
}

/** Nothing but what the last write cost. */
export const isIdle = ({ days, senders }: Pending) =>
  senders.size === 0 && [...days.values()].every(({ counts }) => counts.requests === undefined)

const toCounts = ({ statements, bytesIn, functionGbSeconds, consumption, refusal }: UsedRequest): DayCounts => {
  const { storedBytes, ...consumed } = consumption
  return {
    counts: { requests: 1, statements, bytesIn, functionGbSeconds, bytesStored: storedBytes, ...consumed },
    refused: refusal === undefined ? {} : { [refusal.reason]: 1 },
  }
}

function toSender({ credential, refusal }: UsedRequest, time: number): Sender {
  const sent = { credential, lastSeen: time }
  if (refusal === undefined) return { ...sent, accepted: 1, refused: 0, rules: [] }
  const { reason } = refusal
  const rules = refusal.rules.map((rule) => ({ ...rule, reason, count: 1 }))
  return { ...sent, accepted: 0, refused: 1, lastRefused: time, rules }
}

/** Rules that one sender breaks between two writes: more are counted as refused, without the rule. */
const MOST_RULES = 10

export function addSender({ senders }: Pending, more: Sender): void {
  const before = senders.get(more.credential)
  const rules = new Map((before?.rules ?? []).map((rule) => [`${rule.reason} ${rule.rule}`, rule]))
  for (const rule of more.rules) {
    const name = `${rule.reason} ${rule.rule}`
    if (!rules.has(name) && rules.size >= MOST_RULES) continue
    rules.set(name, { ...rule, count: rule.count + (rules.get(name)?.count ?? 0) })
  }
  const lastRefused = more.lastRefused ?? before?.lastRefused
  senders.set(more.credential, {
    credential: more.credential,
    lastSeen: Math.max(more.lastSeen, before?.lastSeen ?? 0),
    accepted: more.accepted + (before?.accepted ?? 0),
    refused: more.refused + (before?.refused ?? 0),
    ...(lastRefused !== undefined && { lastRefused }),
    rules: [...rules.values()],
  })
}
