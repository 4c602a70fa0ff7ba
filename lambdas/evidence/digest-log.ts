/** What the log says of a run: ids, hours, counts; and the metrics that the alarms watch. */
import { embeddedMetrics, type Log } from '../runtime/log.ts'
import { METRIC } from '../runtime/names.ts'
import type { RunLog, RunSummary } from './digest-run.ts'

/** As many sequences of late records as help to find them. */
const EXAMPLES = 10

export const createDigestLog = (log: Log): RunLog & { ended(done: RunSummary): void } => ({
  failed({ source, tenant }, hour, error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
    log('ERROR', 'An hour could not be digested', { source, tenant, hour, error: name, reason: message })
  },
  late({ source, tenant }, hour, sequences) {
    const examples = sequences.slice(0, EXAMPLES)
    log('WARN', 'Records came after their hour was digested', {
      source,
      tenant,
      hour,
      count: sequences.length,
      examples,
    })
  },
  ended({ heads, madeUp, records, late, failures, newest }) {
    const metrics = {
      [METRIC.heads]: heads,
      [METRIC.madeUpHeads]: madeUp,
      [METRIC.digestedRecords]: records,
      [METRIC.lateRecords]: late,
    }
    log('INFO', 'Digested', { failures, newest, ...embeddedMetrics(metrics, Date.now()) })
  },
})
