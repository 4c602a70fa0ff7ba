/** What compaction logs: keys, counts and codes. The messages of errors stay out, since they may quote a row. */

import { embeddedMetrics, type Log } from '../../runtime/log.ts'
import { METRIC } from '../../runtime/names.ts'
import type { Compaction, CompactionLog } from './compact.ts'

export function createCompactionLog(log: Log, now: () => number = Date.now) {
  const shown: CompactionLog & { ended(done: Compaction): void } = {
    compacted: (replacement) => log('INFO', 'compacted', replacement),
    unreadable: ({ key, reason }) => log('ERROR', 'unreadable', { key, reason }),
    failed({ partition, error }) {
      log('WARN', 'failed', { partition, error: error instanceof Error ? error.name : typeof error })
    },
    ended(done) {
      const { replaced, deleted, unreadable } = done
      const counted = {
        [METRIC.compactedFiles]: replaced,
        [METRIC.deletedFiles]: deleted,
        [METRIC.unreadableFiles]: unreadable,
      }
      log('INFO', 'ended', { ...done, ...embeddedMetrics(counted, now()) })
    },
  }
  return shown
}
