/** What brings the trail from the stream into its table and the lake. */
import { randomBytes } from 'node:crypto'
import { storeEntries } from '../audit/audit-store.ts'
import { type AuditWriterParts, createAuditWriter } from '../audit/audit-writer.ts'
import { systemClock } from '../database/clock.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { toAuditObject } from '../lake/audit-files.ts'
import { createStateObjects } from '../lake/freshness/s3-state.ts'
import { createSequence } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { readEnv } from './env.ts'
import { embeddedMetrics, log } from './log.ts'
import { ENV, METRIC } from './names.ts'

export function composeAuditWriter() {
  const { audit, lake } = readEnv({ audit: ENV.auditTable, lake: ENV.lakeBucket })
  const sequence = createSequence(randomBytes(4).toString('hex'), systemClock.now)
  const tables = createTables({ audit })
  const begun = new Set<TenantId | undefined>()
  const objects = createStateObjects(lake)
  const writer: AuditWriterParts = {
    store: (tenant, entries) => storeEntries({ tables, sequence, begun }, tenant, entries),
    async putFile(file) {
      const { key, body } = toAuditObject(file)
      await objects.put(key, body, 'application/vnd.apache.parquet')
    },
    async quarantine(record, reason) {
      const { sequenceNumber, approximateArrivalTimestamp } = record.kinesis
      const day = new Date(approximateArrivalTimestamp * 1000).toISOString().slice(0, 10)
      const body = Buffer.from(JSON.stringify({ reason, record }))
      await objects.put(`quarantine/dt=${day}/audit-${sequenceNumber}.json`, body, 'application/json')
      log('ERROR', 'quarantined', {
        sequenceNumber,
        reason,
        ...embeddedMetrics({ [METRIC.quarantinedRecords]: 1 }, Date.now()),
      })
    },
    log: {
      written: (counts) =>
        log('INFO', 'written', {
          ...counts,
          ...embeddedMetrics({ [METRIC.auditEntries]: counts.entries }, Date.now()),
        }),
      interrupted: (sequenceNumber, error) =>
        log('WARN', 'interrupted', { sequenceNumber, error: error instanceof Error ? error.name : typeof error }),
    },
  }
  return createAuditWriter(writer)
}
