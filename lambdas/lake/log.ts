/**
 * The lake writer's log: one JSON object a line, metrics in CloudWatch's embedded metric format. Counts, sequence
 * numbers and codes only; a fault's message stays out, since it may quote a body.
 */
import { METRIC } from '../runtime/names.ts'
import type { LakeLog } from './writer.ts'

/** @param write takes one line; stdout itself, because Lambda wraps what goes through `console`, and metrics get lost */
export function createLakeLog(write: (line: string) => void, now: () => number = Date.now): LakeLog {
  const tell = (level: string, message: string, details: object) =>
    write(JSON.stringify({ level, message, ...details }))
  const count = (values: { [metric: string]: number }) => embeddedMetrics(values, now())
  return {
    written({ statements, files }) {
      if (files > 0) tell('INFO', 'written', count({ [METRIC.lakeStatements]: statements, [METRIC.lakeFiles]: files }))
    },
    quarantined({ sequenceNumber, reason }) {
      tell('ERROR', 'quarantined', { sequenceNumber, reason, ...count({ [METRIC.quarantinedRecords]: 1 }) })
    },
    interrupted({ sequenceNumber, error }) {
      tell('WARN', 'interrupted', { sequenceNumber, error: error instanceof Error ? error.name : typeof error })
    },
  }
}

function embeddedMetrics(values: { [metric: string]: number }, timestamp: number) {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }))
  const CloudWatchMetrics = [{ Namespace: METRIC.namespace, Dimensions: [[]], Metrics }]
  return { _aws: { Timestamp: timestamp, CloudWatchMetrics }, ...values }
}
