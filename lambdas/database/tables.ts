/**
 * The port to the tables: the few operations the store is built from, over plain items. Every operation either
 * happened, or throws `Unavailable` (then it may or may not have happened: the caller's protocol allows for both).
 */

export type Key = { pk: string; sk: string }
export const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk })
export type Attribute = string | number | boolean | Uint8Array | Attribute[] | Set<number> | Set<string>
export type Item = Key & { [name: string]: Attribute }
export type TableName = 'statements' | 'index' | 'documents' | 'control'

/** `attributes`: the only ones wanted, where items are big. */
export type Range = {
  pk: string
  from: string
  to: string
  ascending: boolean
  limit: number
  after?: string
  attributes?: string[]
}
export type Slice = { items: Item[]; last?: string }

/** `item` is what is there now, or what stood against the change (nothing, if the item is missing). */
export type Updated = { done: true; item: Item } | { done: false; item?: Item }

/** `expected`: name -> value, or undefined for absent. */
export type Change = {
  key: Key
  set: { [name: string]: Attribute }
  expected: { [name: string]: Attribute | undefined }
}

/** What the item under the key must be like: its attribute one of these values, and none of those; `*` is any value. */
export type Condition = { attribute: string; oneOf?: '*' | Attribute[]; noneOf?: '*' | Attribute[] }

/** `item` is what was replaced or removed, or what stood against that: nothing, if there was no item. */
export type Replaced = { done: boolean; item?: Item }

export type Tables = {
  /** Inserts each row unless its key is taken; answers, for each row in order, the item that was there before. */
  insert(table: TableName, rows: Item[]): Promise<(Item | undefined)[]>
  /** One attempt to put an item whose key is free. Answers the item that was there. Never retried behind your back. */
  putNew(table: TableName, item: Item): Promise<Item | undefined>
  /** Sets attributes, making the item where there is none, if what the change expects holds. */
  updateIf(table: TableName, change: Change): Promise<Updated>
  /** Sets attributes of items that exist; answers, for each change in order, whether what it expected held. */
  updateEach(table: TableName, changes: Change[]): Promise<boolean[]>
  /** Puts an item over what is there, if the condition holds. */
  putIf(table: TableName, item: Item, condition?: Condition): Promise<Replaced>
  removeIf(table: TableName, key: Key, condition?: Condition): Promise<Replaced>
  /** Adds a number to the set `attribute` of an item that exists. */
  addNumber(table: TableName, key: Key, attribute: string, number: number): Promise<void>
  get(table: TableName, key: Key, consistent: boolean): Promise<Item | undefined>
  /** The items that exist, in no order. */
  getAll(table: TableName, keys: Key[], consistent: boolean): Promise<Item[]>
  /** Items of one partition with `from <= sk <= to`, read consistently; `last` is set when more may follow. */
  query(table: TableName, range: Range): Promise<Slice>
  remove(table: TableName, keys: Key[]): Promise<void>
}

/** Every item of a range, page after page: the next page is read once the items of the one before are used up. */
export async function* queryAll(tables: Pick<Tables, 'query'>, table: TableName, range: Range): AsyncGenerator<Item> {
  let after = range.after
  do {
    const { items, last } = await tables.query(table, after === undefined ? range : { ...range, after })
    for (const item of items) yield item
    after = last
  } while (after !== undefined)
}
