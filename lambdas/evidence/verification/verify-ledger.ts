/** Compares what is stored, or lies in the lake, with what was digested: tenant by tenant and day by day. */
import { inAnyOrder, readAhead } from '../../database/concurrency.ts'
import { type ChangesByHour, createChangesByHour } from '../changes-by-hour.ts'
import { hourAt, hoursFrom } from '../hours.ts'
import type { DigestParts } from '../ledger-digest.ts'
import type { Ledger, RecordSource, StoredRecord } from '../records.ts'
import { type Finding, joinMoved } from './findings.ts'
import { compareHour, type HourComparison } from './hour-records.ts'
import { type Hours, type LedgerDigests, readDigestedHour, readLedgerDigests } from './ledger-digests.ts'

/** The records of some hours of one day, in any order; one may come twice. */
export type RecordReader = (tenant: string, hours: { day: string; hours: string[] }) => AsyncIterable<StoredRecord[]>

export type VerifyParts = DigestParts & { read: RecordReader; idOf: RecordSource['idOf'] }
export type DayReport = { day: string; records: number; findings: Finding[] }

/** Each of them reads eight partitions at once. */
const HOURS_AT_ONCE = 4

export const fromStore =
  (source: RecordSource): RecordReader =>
  (tenant, { hours }) =>
    inAnyOrder(
      hours.map((hour) => () => source.recordsOf(tenant, hour)),
      HOURS_AT_ONCE,
    )

/** Yields a report of each day, the first one with what is wrong with the digests themselves. */
export async function* verifyLedger(
  parts: VerifyParts,
  ledger: Ledger,
  { hours, after }: { hours: Hours; after?: string | undefined },
): AsyncGenerator<DayReport> {
  const digests = await readLedgerDigests(parts.vault, ledger, hours)
  const changes = createChangesByHour(parts.vault, ledger)
  let own = after === undefined ? digests.findings : []
  for (const [day, hoursOfDay] of daysOf(hours)) {
    if (after !== undefined && day <= after) continue
    const report = await verifyDay(parts, ledger, { day, hours: hoursOfDay, digests, changes })
    yield { ...report, findings: [...own, ...report.findings] }
    own = []
  }
}

function daysOf({ from, to }: Hours): Map<string, string[]> {
  return Map.groupBy(hoursFrom(from, to), (hour) => hour.slice(0, 10))
}

type Day = { day: string; hours: string[]; digests: LedgerDigests; changes: ChangesByHour }

async function verifyDay(
  parts: VerifyParts,
  ledger: Ledger,
  { day, hours, digests, changes }: Day,
): Promise<DayReport> {
  const findings: Finding[] = []
  const comparisons = new Map<string, HourComparison>()
  const readHour = async (hour: string) => {
    const found: Finding[] = []
    const known = digests.digests.get(hour)
    const digested = await readDigestedHour(parts, ledger, { hour, known, findings: found, changes })
    return { digested, found }
  }
  for await (const [hour, { digested, found }] of readAhead(hours, readHour)) {
    findings.push(...found)
    if (digested !== undefined) comparisons.set(hour, compareHour(ledger, digested, parts.idOf))
  }
  let records = 0
  for await (const some of parts.read(ledger.tenant, { day, hours })) {
    for (const record of some) {
      records++
      comparisons.get(hourAt(Number.parseInt(record.sequence.slice(0, 12), 16)))?.see(record)
    }
  }
  for (const comparison of comparisons.values()) findings.push(...comparison.findings())
  return { day, records, findings: joinMoved(findings) }
}
