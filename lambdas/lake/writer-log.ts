/**
 * What the lake writer logs: counts, sequence numbers and codes, with metrics in CloudWatch's embedded format. The
 * messages of errors stay out, since they may quote a body.
 */

import { embeddedMetrics, type Log } from '../runtime/log.ts'
import { METRIC } from '../runtime/names.ts'
import type { LakeLog } from './writer.ts'

export function createLakeLog(log: Log, now: () => number = Date.now): LakeLog {
  const count = (values: { [metric: string]: number }) => embeddedMetrics(values, now())
  return {
    written({ statements, files }) {
      if (files > 0) log('INFO', 'written', count({ [METRIC.lakeStatements]: statements, [METRIC.lakeFiles]: files }))
    },
    quarantined({ sequenceNumber, reason }) {
      log('ERROR', 'quarantined', { sequenceNumber, reason, ...count({ [METRIC.quarantinedRecords]: 1 }) })
    },
    outdated: ({ sequenceNumber }) => log('INFO', 'outdated', { sequenceNumber }),
    interrupted({ sequenceNumber, error }) {
      log('WARN', 'interrupted', { sequenceNumber, error: error instanceof Error ? error.name : typeof error })
    },
  }
}
