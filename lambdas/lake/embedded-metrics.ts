/** Metrics in CloudWatch's embedded format: fields of a log line that it counts. */
import { METRIC } from '../runtime/names.ts'

export function embeddedMetrics(values: { [metric: string]: number }, timestamp: number) {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }))
  const CloudWatchMetrics = [{ Namespace: METRIC.namespace, Dimensions: [[]], Metrics }]
  return { _aws: { Timestamp: timestamp, CloudWatchMetrics }, ...values }
}
