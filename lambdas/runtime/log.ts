/** JSON log lines. Ids, tenant, counts, durations and codes only; never bodies, events or headers. */
import { METRIC } from './names.ts'

export type Log = (level: 'INFO' | 'WARN' | 'ERROR', message: string, details: { [name: string]: unknown }) => void

/** Straight to stdout: Lambda's JSON format takes an object's own level and fields as they are. */
export const log: Log = (level, message, details) => {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...details })}\n`)
}

/**
 * Metrics in CloudWatch's embedded format: fields of a log line that it counts.
 * @param dimensions names of fields of the line: each of their values has metrics of its own
 */
export function embeddedMetrics(values: { [metric: string]: number }, timestamp: number, dimensions: string[] = []) {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }))
  const CloudWatchMetrics = [{ Namespace: METRIC.namespace, Dimensions: [dimensions], Metrics }]
  return { _aws: { Timestamp: timestamp, CloudWatchMetrics }, ...values }
}
