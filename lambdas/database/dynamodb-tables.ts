/** The tables on DynamoDB. Throttled or refused calls are made again for a bounded time, then fail with `Unavailable`. */
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { consume } from './consumption.ts'
import { createClient } from './dynamodb-client.ts'
import { removeEach, updateEach } from './dynamodb-conditional-batches.ts'
import { insert, putNew } from './dynamodb-inserts.ts'
import { get, getAll, query } from './dynamodb-reads.ts'
import { putIf, remove, removeIf } from './dynamodb-replacements.ts'
import { addIf, addNumber, clear, increase, updateIf } from './dynamodb-updates.ts'
import { itemBytes } from './item-size.ts'
import { untilRequestEnds } from './request-time.ts'
import type { Item, TableName, Tables } from './tables.ts'
import { CALL_TIMEOUT_MS } from './unavailable.ts'

/** The tables that a function works with: each function has only those it has rights on. */
export type TableNames = { [name in TableName]?: string }

export function createTables(names: TableNames): Tables {
  const nameOf = (table: TableName) => {
    const name = names[table]
    if (name === undefined) throw new Error(`This function does not know the table ${table}.`)
    return name
  }
  const timeouts = { connectionTimeout: CALL_TIMEOUT_MS, requestTimeout: CALL_TIMEOUT_MS, throwOnRequestTimeout: true }
  const requestHandler = untilRequestEnds(new NodeHttpHandler(timeouts))
  const patient = createClient({ requestHandler, maxAttempts: 4 })
  // The commit must not be sent again later than the store's promise allows, so its attempts are counted by the store.
  const once = createClient({ requestHandler, maxAttempts: 1 })
  return {
    get: (table, key, consistent) => get(patient, nameOf(table), { key, consistent }),
    getAll: (table, keys, consistent) => getAll(patient, nameOf(table), { keys, consistent }),
    query: (table, range) => query(patient, nameOf(table), range),
    insert: (table, items) => insert(patient, nameOf(table), items),
    async putNew(table, item) {
      const existing = await putNew(once, nameOf(table), item)
      if (existing === undefined) store(table, item, undefined)
      return existing
    },
    async putIf(table, item, condition) {
      const outcome = await putIf(patient, nameOf(table), { item, condition })
      if (outcome.done) store(table, item, outcome.item)
      return outcome
    },
    async removeIf(table, key, condition) {
      const outcome = await removeIf(patient, nameOf(table), { key, condition })
      if (outcome.done) store(table, undefined, outcome.item)
      return outcome
    },
    remove: (table, keys) => remove(patient, nameOf(table), keys),
    removeEach: (table, removals) => removeEach(patient, nameOf(table), removals),
    clear: (table, clearance) => clear(patient, nameOf(table), clearance),
    updateIf: (table, change) => updateIf(patient, nameOf(table), change),
    updateEach: (table, changes) => updateEach(patient, nameOf(table), changes),
    addNumber: (table, key, attribute, number) => addNumber(patient, nameOf(table), { key, attribute, number }),
    // In one attempt: an increase that happened though its answer was lost would be made again.
    increase: (table, key, change) => increase(once, nameOf(table), key, change),
    addIf: (table, key, addition) => addIf(once, nameOf(table), { key, ...addition }),
  }
}

/** Of what there is for ever alone: the index follows from the statements, and `Control` is no record. */
function store(table: TableName, item: Item | undefined, before: Item | undefined): void {
  if (table !== 'statements' && table !== 'documents') return
  consume('storedBytes', (item ? itemBytes(item) : 0) - (before ? itemBytes(before) : 0))
}
