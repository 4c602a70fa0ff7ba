/**
 * The data of one tenant at a time. What a function reads and writes of a tenant goes by rights that reach no other, and
 * before a call is made its keys are looked at here as well: a fault of ours shows where it is made, not as a refusal.
 */
import type { Objects } from './objects.ts'
import type { Key, TableName, Tables } from './tables.ts'

export type SessionCredentials = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiration: Date
}

/** The tenant that is worked for, and the rights to its data. */
export type TenantAccess = {
  /** @throws Error outside of a tenant */
  tenant(): string
  /**
   * Gets the rights, if they are not there. They come before the call and not while it is signed: a commit may not be sent
   * later than its stamp allows.
   * @throws Unavailable
   */
  open(): Promise<void>
  /** What calls are signed with. */
  credentials(): Promise<SessionCredentials>
}

/** Asked for at each call: the SDK keeps what any other provider answers, and would sign with one tenant's for the next. */
export const currentCredentials = ({ credentials }: TenantAccess) =>
  Object.assign(() => credentials(), { memoized: true })

/** The same tables: those of data for the tenant alone that is worked for. `Control` tells who that is. */
export function tablesOfTenant(tables: Tables, access: TenantAccess): Tables {
  const within = async <Answer>(table: TableName, keys: Pick<Key, 'pk'>[], call: () => Promise<Answer>) => {
    if (table === 'control') return call()
    const lead = `${access.tenant()}|`
    if (!keys.every(({ pk }) => pk.startsWith(lead))) throw new Error(`A key of ${table} is not the tenant's.`)
    await access.open()
    return call()
  }
  const keysOf = (changes: { key: Key }[]) => changes.map(({ key }) => key)
  return {
    get: (table, key, consistent) => within(table, [key], () => tables.get(table, key, consistent)),
    getAll: (table, keys, consistent) => within(table, keys, () => tables.getAll(table, keys, consistent)),
    query: (table, range) => within(table, [range], () => tables.query(table, range)),
    insert: (table, items) => within(table, items, () => tables.insert(table, items)),
    putNew: (table, item) => within(table, [item], () => tables.putNew(table, item)),
    putIf: (table, item, condition) => within(table, [item], () => tables.putIf(table, item, condition)),
    removeIf: (table, key, condition) => within(table, [key], () => tables.removeIf(table, key, condition)),
    remove: (table, keys) => within(table, keys, () => tables.remove(table, keys)),
    removeEach: (table, removals) => within(table, keysOf(removals), () => tables.removeEach(table, removals)),
    clear: (table, clearance) => within(table, [clearance.key], () => tables.clear(table, clearance)),
    updateIf: (table, change) => within(table, [change.key], () => tables.updateIf(table, change)),
    updateEach: (table, changes) => within(table, keysOf(changes), () => tables.updateEach(table, changes)),
    addNumber: (table, key, attribute, number) =>
      within(table, [key], () => tables.addNumber(table, key, attribute, number)),
    increase: (table, key, change) => within(table, [key], () => tables.increase(table, key, change)),
    addIf: (table, key, addition) => within(table, [key], () => tables.addIf(table, key, addition)),
  }
}

/** The same objects, of the tenant alone that is worked for. */
export function objectsOfTenant(objects: Objects, access: TenantAccess): Objects {
  const within = async <Answer>(key: string, call: () => Promise<Answer>) => {
    if (!key.startsWith(`${access.tenant()}/`)) throw new Error("The key of an object is not the tenant's.")
    await access.open()
    return call()
  }
  return {
    put: (key, bytes, contentType) => within(key, () => objects.put(key, bytes, contentType)),
    remove: (key) => within(key, () => objects.remove(key)),
    get: (key, range) => within(key, () => objects.get(key, range)),
  }
}
