/**
 * The port to the tables: the few operations the stores are built from, over plain items. Each of them either happens,
 * or throws `Unavailable`: then it may or may not have happened, and the caller's protocol allows for both.
 */

export type TableName = 'statements' | 'index' | 'documents' | 'control' | 'audit'
export type Key = { pk: string; sk: string }
export const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk })
export type Attribute = string | number | boolean | Uint8Array | Attribute[] | Set<number> | Set<string>
export type Item = Key & { [name: string]: Attribute }

/** Items of one partition with `from <= sk <= to`. */
export type Range = {
  pk: string
  from: string
  to: string
  ascending: boolean
  /** Items in one page at most. */
  limit: number
  /** The `sk` to go on after. */
  after?: string
  /** The attributes to bring, where items are big; otherwise all of them. */
  attributes?: string[]
}

/** `last` is the `sk` to go on after; there is none when nothing can follow. */
export type QueryPage = { items: Item[]; last?: string }

/** What an item must have; undefined expects that the attribute is absent. */
export type Expected = { [name: string]: Attribute | undefined }

/** Attributes to set, if the item is as expected. */
export type Change = { key: Key; set: { [name: string]: Attribute }; expected: Expected }

/** Attributes to remove, if the item is as expected. */
export type Clearance = { key: Key; clear: string[]; expected: Expected }

/** An item to remove, if it is as expected. */
export type Removal = { key: Key; expected: Expected }

/** What is added to numbers, and what is set beside them. */
export type Increase = { by: { [name: string]: number }; set: { [name: string]: Attribute } }

/** A number to add to an attribute that lies in a range before; where there is no range, there must be no attribute. */
export type Addition = { attribute: string; number: number; before?: { least: number; most: number } }

/** `value` of the attribute: the sum, if it was added; if not, what it was, if there was one. */
export type AdditionOutcome = { done: boolean; value?: number }

/** What an item must be like: its attribute is one of these values, and none of those; `*` is any value. */
export type Condition = { attribute: string; oneOf?: '*' | Attribute[]; noneOf?: '*' | Attribute[] }

/** `item`, if done, is the changed item; if not, the one that was not as expected, if there is one. */
export type UpdateOutcome = { done: true; item: Item } | { done: false; item?: Item }

/** `item`, if done, is the item that was there before; if not, the one that did not meet the condition. */
export type ReplaceOutcome = { done: boolean; item?: Item }

export type Tables = {
  /** Reads one item. A read that is not consistent may miss the writes of the last second, and costs half. */
  get(table: TableName, key: Key, consistent: boolean): Promise<Item | undefined>

  /** Reads many items: those that exist, in no order. */
  getAll(table: TableName, keys: Key[], consistent: boolean): Promise<Item[]>

  /** Reads one page of a range, consistently. */
  query(table: TableName, range: Range): Promise<QueryPage>

  /**
   * Inserts each item, unless there is one with its key.
   * @returns for each item, in order, the one that was there before; undefined where the item is inserted
   */
  insert(table: TableName, items: Item[]): Promise<(Item | undefined)[]>

  /**
   * Inserts one item, unless there is one with its key: in a single attempt, so that it can't happen later than the
   * caller allows.
   * @returns the item that was there before; undefined when the item is inserted
   */
  putNew(table: TableName, item: Item): Promise<Item | undefined>

  /** Puts an item in the place of the one with its key, or of none, if the condition holds for that. */
  putIf(table: TableName, item: Item, condition?: Condition): Promise<ReplaceOutcome>

  /** Removes an item if the condition holds for it. */
  removeIf(table: TableName, key: Key, condition?: Condition): Promise<ReplaceOutcome>

  /** Removes items without looking at them; those that do not exist are no error. */
  remove(table: TableName, keys: Key[]): Promise<void>

  /**
   * Removes each item that is as expected.
   * @returns for each removal, in order, whether there is no such item now
   */
  removeEach(table: TableName, removals: Removal[]): Promise<boolean[]>

  /** Removes attributes of an item that is as expected; otherwise it does nothing. */
  clear(table: TableName, clearance: Clearance): Promise<void>

  /** Makes a change if what it expects holds. Makes an item where there is none. */
  updateIf(table: TableName, change: Change): Promise<UpdateOutcome>

  /**
   * Makes each change whose item exists and is as expected.
   * @returns for each change, in order, whether it was made
   */
  updateEach(table: TableName, changes: Change[]): Promise<boolean[]>

  /**
   * Adds a number to the set in an attribute; adding it twice changes nothing.
   * @throws Error when there is no item
   */
  addNumber(table: TableName, key: Key, attribute: string, number: number): Promise<void>

  /** Adds to counters and sets the attributes beside them. Makes an item where there is none. Doing it twice counts twice. */
  increase(table: TableName, key: Key, increase: Increase): Promise<void>

  /** Adds if the attribute is in its range, in a single attempt: doing it twice would add twice. Makes an item where there is none. */
  addIf(table: TableName, key: Key, addition: Addition): Promise<AdditionOutcome>
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
