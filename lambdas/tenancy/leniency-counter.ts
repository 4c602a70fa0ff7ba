/**
 * Counts what requests are let pass, by credential and rule, in `Control`. A container writes its counts at most once a
 * minute, with a request that has something to count. What it has counted since is lost when it ends, so the numbers are
 * a lower bound; the log has a line for each.
 */
import { queryAll, type Tables } from '../database/tables.ts'
import { LENIENT_RULE_NAMES, type LenientRule } from '../xapi/leniency.ts'
import { countedUp, fromLeniencyItem, type LeniencyCounts, leniencyKey, leniencyOf } from './leniency-item.ts'
import type { Principal } from './principal.ts'
import type { TenantId } from './tenant-id.ts'

const WRITE_EVERY_MS = 60_000

type Sender = Pick<Principal, 'tenant' | 'key'>
type Pending = { sender: Sender; counts: LeniencyCounts }

export function createLeniencyCounter({ increase }: Pick<Tables, 'increase'>, now: () => number) {
  const pending = new Map<string, Pending>()
  let writtenAt = Number.NEGATIVE_INFINITY

  const add = (sender: Sender, counts: LeniencyCounts) => {
    const sum: LeniencyCounts = { ...pending.get(sender.key)?.counts }
    for (const rule of LENIENT_RULE_NAMES) if (counts[rule]) sum[rule] = (sum[rule] ?? 0) + counts[rule]
    pending.set(sender.key, { sender, counts: sum })
  }

  const write = async ({ sender, counts }: Pending) => {
    try {
      await increase('control', leniencyKey(sender.tenant, sender.key), countedUp(sender.key, counts, now()))
    } catch (error) {
      add(sender, counts)
      throw error
    }
  }

  /** @throws when the counts can't be written now: they are kept for the next time */
  return async (sender: Sender, used: ReadonlySet<LenientRule>): Promise<void> => {
    add(sender, Object.fromEntries([...used].map((rule) => [rule, 1])))
    if (now() - writtenAt < WRITE_EVERY_MS) return
    writtenAt = now()
    const due = [...pending.values()]
    pending.clear()
    const outcomes = await Promise.allSettled(due.map(write))
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  }
}

/** What was counted, by the keys of a tenant's credentials. */
export async function readLeniencyCounts(tables: Tables, tenant: TenantId): Promise<Map<string, LeniencyCounts>> {
  const counts = new Map<string, LeniencyCounts>()
  for await (const item of queryAll(tables, 'control', leniencyOf(tenant))) {
    const { credential, counts: own } = fromLeniencyItem(item)
    counts.set(credential, own)
  }
  return counts
}
