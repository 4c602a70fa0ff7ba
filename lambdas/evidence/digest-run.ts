/**
 * The hourly run: a digest of each ledger that has new records, then one head over all of them. Hours are done in their
 * order, none is left out; what a run did not come to, the next one does.
 */
import { forEachConcurrently } from '../database/concurrency.ts'
import { consistentThroughAt } from '../statements/batch/consistent-through.ts'
import { withinTenant } from '../tenancy/tenant-context.ts'
import { tenantId } from '../tenancy/tenant-id.ts'
import { type Entries, entriesKey, fromEntriesFile, toEntriesFile } from './entries-file.ts'
import { putFirst } from './evidence-objects.ts'
import { makeHead } from './head.ts'
import { lastOf, newestHead, type SignedHead } from './head-file.ts'
import { endOfHour, HOUR_MS, hourAfter, hourAt, hourBefore, hoursFrom } from './hours.ts'
import { type DigestParts, digestHour, digestsOf, type LastDigest } from './ledger-digest.ts'
import { type Ledger, NO_TENANT, type RecordSource } from './records.ts'
import type { Signer } from './signer.ts'
import { type Entry, fromDigestText, hashOf, NO_HASH } from './texts.ts'

export type RunParts = DigestParts & {
  sources: readonly RecordSource[]
  /** Whose records there are, of every source. */
  tenants(): Promise<string[]>
  signer: Signer
}

export type RunOptions = {
  now(): number
  /** Whether there is time for another hour. */
  mayGoOn(): boolean
  log: RunLog
}

/** What an operator must know of. */
export type RunLog = {
  /** The ledger is in no head of this hour: it gets its digests as soon as it can be read. */
  failed(ledger: Ledger, hour: string, error: unknown): void
  /** Records that came into an hour that was digested already. */
  late(ledger: Ledger, hour: string, sequences: string[]): void
}

/** `madeUp`: heads that should have been made before, by another run. */
export type RunSummary = {
  heads: number
  madeUp: number
  records: number
  failures: number
  late: number
  newest?: string
}

type Run = RunParts & RunOptions & { summary: RunSummary }

export async function runDigests(parts: RunParts, options: RunOptions): Promise<RunSummary> {
  const run: Run = { ...parts, ...options, summary: { heads: 0, madeUp: 0, records: 0, failures: 0, late: 0 } }
  const { summary } = run
  let head = await newestHead(run.vault, run.now())
  const isFirst = head === undefined
  for (let hour = head ? hourAfter(head.head.hour) : await firstHour(run); run.mayGoOn(); hour = hourAfter(hour)) {
    const settled = consistentThroughAt(run.now())
    if (endOfHour(hour) > settled) break
    head = await makeHead(run, { hour, entries: await entriesOf(run, hour, head) }, head)
    summary.heads++
    if (!isFirst && endOfHour(hour) + HOUR_MS <= settled) summary.madeUp++
  }
  return { ...summary, ...(head && { newest: head.head.hour }) }
}

/** The hour of the oldest record; where there is none, the last one that is over. */
async function firstHour({ sources, tenants, now }: Run): Promise<string> {
  let first = hourAt(consistentThroughAt(now()) - HOUR_MS)
  const all = await tenants()
  for (const source of sources) {
    await forEachConcurrently(all, async (tenant) => {
      const own = await within(tenant, () => source.firstHour(tenant))
      if (own !== undefined && own < first) first = own
    })
  }
  return first
}

/** Those that an earlier run put are the ones that count, since their digests were all there by then. */
async function entriesOf(run: Run, hour: string, head: SignedHead | undefined): Promise<Entries> {
  const key = entriesKey(hour)
  const done = await run.vault.get(key)
  if (done !== undefined) return fromEntriesFile(done)
  const bytes = head && (await run.vault.get(entriesKey(hourBefore(hour))))
  const before = bytes && fromEntriesFile(bytes)
  const ledgers = await ledgersOf(run)
  const entries: Entry[] = []
  await forEachConcurrently(ledgers, async ({ ledger, source }) => {
    const entry = await within(ledger.tenant, () => entryOf(run, { ledger, source, hour }, before))
    if (entry !== undefined) entries.push(entry)
  })
  return fromEntriesFile(await putFirst(run.vault, key, toEntriesFile(entries)))
}

/** The data of a tenant are reached within it only; what belongs to none, within none. */
const within = <Answer>(tenant: string, run: () => Promise<Answer>): Promise<Answer> =>
  tenant === NO_TENANT ? run() : withinTenant(tenantId(tenant), run)

async function ledgersOf({ sources, tenants }: Run) {
  const all = await tenants()
  return sources.flatMap((source) => all.map((tenant) => ({ source, ledger: { source: source.name, tenant } })))
}

type LedgerHour = { ledger: Ledger; source: RecordSource; hour: string }

/** One ledger that cannot be read holds up no other: it has no entry, which everybody can see. */
async function entryOf(run: Run, at: LedgerHour, before: Entries | undefined): Promise<Entry | undefined> {
  const { ledger, hour } = at
  try {
    let last = lastIn(before, ledger)
    const isKnown = before?.of(ledger) !== undefined
    if (!isKnown) last = await lastDigestOf(run, ledger)
    for (const one of isKnown ? [hour] : await missedHours(at, last))
      last = await digested(run, { ...at, hour: one }, last)
    const { hash = NO_HASH, hour: digestHour = null, total = 0 } = last ?? {}
    return { ...ledger, hour, digest: hash, digestHour, total }
  } catch (error) {
    run.summary.failures++
    run.log.failed(ledger, hour, error)
    return undefined
  }
}

async function digested(run: Run, at: LedgerHour, before: LastDigest | undefined): Promise<LastDigest | undefined> {
  const { last, records, late } = await digestHour(run, at, before)
  run.summary.records += records
  run.summary.late += late.length
  if (late.length > 0) run.log.late(at.ledger, at.hour, late)
  return last
}

function lastIn(before: Entries | undefined, ledger: Ledger): LastDigest | undefined {
  const { digest, digestHour, total } = before?.of(ledger)?.entry ?? {}
  if (!digestHour || digest === undefined || total === undefined) return undefined
  return { hash: digest, hour: digestHour, total }
}

/** Of a ledger that the head before does not know: it is new, or could not be read then. */
async function lastDigestOf({ vault }: Run, ledger: Ledger): Promise<LastDigest | undefined> {
  const key = await lastOf(vault.list(digestsOf(ledger)))
  const bytes = key === undefined ? undefined : await vault.get(key)
  if (bytes === undefined) return undefined
  const text = Buffer.from(bytes).toString('utf8')
  const { hour, total } = fromDigestText(text)
  return { hash: hashOf(text), hour, total }
}

async function missedHours(
  { ledger, source, hour }: LedgerHour,
  last: LastDigest | undefined,
): Promise<Iterable<string>> {
  const first = last === undefined ? await source.firstHour(ledger.tenant) : hourAfter(last.hour)
  return first === undefined ? [] : hoursFrom(first, hour)
}
