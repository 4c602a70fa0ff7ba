/**
 * Keeps dynoxide's list of changes fast. By itself dynoxide keeps the changes of streamed tables for ever and has no
 * index on them, so each write and each read of new changes scans all: a write took 2.5 ms at first, and 14 ms after
 * 20,000 changes. With the two indexes it takes 0.5 ms, however many there are.
 */
import { DatabaseSync } from 'node:sqlite'
import type { Home } from '../home/home.ts'

const INDEXES = `
  CREATE INDEX IF NOT EXISTS cairn_newest ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
  CREATE INDEX IF NOT EXISTS cairn_after ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER))`

/** Adds the indexes and removes the changes that Kinesis has already. To be called before anything writes. */
export function indexAndPruneChanges(home: Home, file: string): void {
  const database = new DatabaseSync(file, { timeout: 2000 })
  try {
    database.exec(INDEXES)
    const shards = database.prepare('SELECT DISTINCT table_name, shard_id FROM _stream_records').all()
    // The newest published change stays: the engine numbers the next one after it.
    const prune = database.prepare(
      'DELETE FROM _stream_records WHERE table_name = ? AND shard_id = ? AND CAST(sequence_number AS INTEGER) < ?',
    )
    for (const { table_name: table, shard_id: shard } of shards as { table_name: string; shard_id: string }[]) {
      const published = Number(home.checkpoint(`table-${table}`).get(shard))
      if (Number.isSafeInteger(published)) prune.run(table, shard, published)
    }
  } finally {
    database.close()
  }
}
