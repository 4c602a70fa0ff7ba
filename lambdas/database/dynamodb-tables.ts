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
import { currentCredentials, type TenantAccess } from './tenant-data.ts'
import { CALL_TIMEOUT_MS } from './unavailable.ts'

/** The tables that a function works with: each function has only those it has rights on. */
export type TableNames = { [name in TableName]?: string }

/** @param access signs the calls on data; without it they are made with the caller's own rights, as those on `Control` */
export function createTables(names: TableNames, access?: TenantAccess): Tables {
  const nameOf = (table: TableName) => {
    const name = names[table]
    if (name === undefined) throw new Error(`This function does not know the table ${table}.`)
    return name
  }
  const timeouts = { connectionTimeout: CALL_TIMEOUT_MS, requestTimeout: CALL_TIMEOUT_MS, throwOnRequestTimeout: true }
  // One for all clients: a connection takes calls of any signature.
  const requestHandler = untilRequestEnds(new NodeHttpHandler(timeouts))
  const clientsOf = (maxAttempts: number) => {
    const own = createClient({ requestHandler, maxAttempts })
    if (access === undefined) return () => own
    const ofData = createClient({ requestHandler, maxAttempts, credentials: currentCredentials(access) })
    return (table: TableName) => (table === 'control' ? own : ofData)
  }
  const patient = clientsOf(4)
  // The commit must not be sent again later than the store's promise allows, so its attempts are counted by the store.
  const once = clientsOf(1)
  return {
    get: (table, key, consistent) => get(patient(table), nameOf(table), { key, consistent }),
    getAll: (table, keys, consistent) => getAll(patient(table), nameOf(table), { keys, consistent }),
    query: (table, range) => query(patient(table), nameOf(table), range),
    insert: (table, items) => insert(patient(table), nameOf(table), items),
    async putNew(table, item) {
      const existing = await putNew(once(table), nameOf(table), item)
      if (existing === undefined) store(table, item, undefined)
      return existing
    },
    async putIf(table, item, condition) {
      const outcome = await putIf(patient(table), nameOf(table), { item, condition })
      if (outcome.done) store(table, item, outcome.item)
      return outcome
    },
    async removeIf(table, key, condition) {
      const outcome = await removeIf(patient(table), nameOf(table), { key, condition })
      if (outcome.done) store(table, undefined, outcome.item)
      return outcome
    },
    remove: (table, keys) => remove(patient(table), nameOf(table), keys),
    removeEach: (table, removals) => removeEach(patient(table), nameOf(table), removals),
    clear: (table, clearance) => clear(patient(table), nameOf(table), clearance),
    updateIf: (table, change) => updateIf(patient(table), nameOf(table), change),
    updateEach: (table, changes) => updateEach(patient(table), nameOf(table), changes),
    addNumber: (table, key, attribute, number) => addNumber(patient(table), nameOf(table), { key, attribute, number }),
    // In one attempt: an increase that happened though its answer was lost would be made again.
    increase: (table, key, change) => increase(once(table), nameOf(table), key, change),
    addIf: (table, key, addition) => addIf(once(table), nameOf(table), { key, ...addition }),
  }
}

/** Of what there is for ever alone: the index follows from the statements, and `Control` is no record. */
function store(table: TableName, item: Item | undefined, before: Item | undefined): void {
  if (table !== 'statements' && table !== 'documents') return
  consume('storedBytes', (item ? itemBytes(item) : 0) - (before ? itemBytes(before) : 0))
}
