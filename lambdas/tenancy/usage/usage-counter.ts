/**
 * Adds up in the container what tenants use and what their senders send, and writes it to `Control`: one item for each
 * tenant, with a request that comes when a minute has passed, that brings the hundredth statement since, or that is
 * refused for something its sender must mend. Lambda ends a container without a word, so what was counted since the
 * last write is lost then: less than a minute of one container's requests, and fewer than a hundred statements. The
 * numbers are a lower bound.
 */
import { addingTo, noConsumption } from '../../database/consumption.ts'
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { QUOTAS } from '../tenant-quotas.ts'
import {
  addCounts,
  addRequest,
  addSender,
  isIdle,
  nothingPending,
  type Pending,
  type UsedRequest,
} from './pending-usage.ts'
import { type Sender, senderKey, sentMore } from './sender-item.ts'
import { type DayCounts, dayOf, usageKey, usedMore } from './usage-item.ts'

const WRITE_EVERY_MS = 60_000
/** A burst may be over before a minute is, and its container gone; beside so many statements a write costs nothing. */
const WRITE_EVERY_STATEMENTS = 100
/** A sender that is refused may never come again, and somebody asks why. No more often, since it may also come for ever. */
const WRITE_REFUSALS_EVERY_MS = 10_000
/** Whose turn it is waits for few others: the rest is written with the next requests. */
const TENANTS_AT_ONCE = 8
/** Each sender has an item of its own: a write for so many requests, or one a minute. */
const REQUESTS_PER_SENDER = 20

/** @throws when something can't be written now: it is kept for the next time */
export type CountUsage = (request: UsedRequest) => Promise<void>

export function createUsageCounter({ increase }: Pick<Tables, 'increase'>, now: () => number): CountUsage {
  const tenants = new Map<TenantId, Pending>()

  /** What it costs to write down is the tenant's, too, and is written the next time. */
  async function write(tenant: TenantId, pending: Pending, refused?: string): Promise<void> {
    const { days, senders } = takeDue(pending, refused)
    const time = now()
    if (refused !== undefined) pending.refusalsWrittenAt.set(refused, time)
    pending.writtenAt = time
    const consumption = noConsumption()
    const writes = [
      ...days.map(
        ([day, counts]) =>
          () =>
            increase('control', usageKey(tenant, day), usedMore(counts, time)),
      ),
      ...senders.map((one) => () => increase('control', senderKey(tenant, one.credential), sentMore(one))),
    ]
    const outcomes = await addingTo(consumption, () => Promise.allSettled(writes.map((send) => send())))
    addCounts(pending, dayOf(time), { counts: { writeUnits: consumption.writeUnits }, refused: {} })
    const hasFailed = (at: number) => outcomes[at]?.status === 'rejected'
    for (const [at, [day, counts]] of days.entries()) if (hasFailed(at)) addCounts(pending, day, counts)
    for (const [at, sender] of senders.entries()) if (hasFailed(days.length + at)) addSender(pending, sender)
    throwFirst(outcomes)
  }

  async function writeDue(): Promise<void> {
    const time = now()
    const due = [...tenants].filter(
      ([, { writtenAt, statements }]) => time - writtenAt >= WRITE_EVERY_MS || statements >= WRITE_EVERY_STATEMENTS,
    )
    for (const [tenant, pending] of due) if (isIdle(pending)) tenants.delete(tenant)
    const busy = due.filter(([tenant]) => tenants.has(tenant)).sort(([, a], [, b]) => a.writtenAt - b.writtenAt)
    throwFirst(await Promise.allSettled(busy.slice(0, TENANTS_AT_ONCE).map(([tenant, one]) => write(tenant, one))))
  }

  return async (request) => {
    const pending = tenants.get(request.tenant) ?? nothingPending()
    tenants.set(request.tenant, pending)
    addRequest(pending, request, now())
    if (isToBeTold(pending, request, now())) await write(request.tenant, pending, request.credential)
    else await writeDue()
  }
}

/** What no sender can mend, a quota or a store out of reach, waits as all else does. */
function isToBeTold(pending: Pending, { credential, refusal }: UsedRequest, time: number): boolean {
  if (refusal === undefined || Object.hasOwn(QUOTAS, refusal.reason)) return false
  if (refusal.reason === 'unavailable' || refusal.reason === 'internal') return false
  return time - (pending.refusalsWrittenAt.get(credential) ?? Number.NEGATIVE_INFINITY) >= WRITE_REFUSALS_EVERY_MS
}

/** @param refused whose item is written before those of others */
function takeDue(pending: Pending, refused?: string): { days: [string, DayCounts][]; senders: Sender[] } {
  const days = [...pending.days]
  const most = Math.max(1, Math.floor(pending.requests / REQUESTS_PER_SENDER))
  const isOther = ({ credential }: Sender) => Number(credential !== refused)
  const senders = [...pending.senders.values()].sort((one, other) => isOther(one) - isOther(other)).slice(0, most)
  pending.days.clear()
  pending.requests = 0
  pending.statements = 0
  for (const { credential } of senders) pending.senders.delete(credential)
  return { days, senders }
}

function throwFirst(outcomes: PromiseSettledResult<unknown>[]): void {
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}
