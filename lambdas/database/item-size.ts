/** How large DynamoDB counts an item, which is what it asks money for: names and values, and a hundred octets beside. */
import type { Attribute, Item } from './tables.ts'

const BESIDE = 100

export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), BESIDE)

function valueBytes(value: Attribute): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1
  if (typeof value === 'boolean') return 1
  if (value instanceof Uint8Array) return value.length
  // Of each list 3, of each member of it 1.
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + valueBytes(one) + 1, 3)
  return [...value].reduce<number>((sum, one) => sum + valueBytes(one), 0)
}
