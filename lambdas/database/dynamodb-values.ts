/**
 * Attributes as they are on the wire, binaries as base64 text: what the client of `dynamodb-client.ts` sends and hands
 * on as it came. One step between an item and JSON, where the SDK's own road has three.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Attribute, Item, Key } from './tables.ts'

type Values = { [name: string]: AttributeValue }

export const toKey = ({ pk, sk }: Key): Values => ({ pk: { S: pk }, sk: { S: sk } })

export function toValue(attribute: Attribute): AttributeValue {
  if (typeof attribute === 'string') return { S: attribute }
  if (typeof attribute === 'number') return { N: String(attribute) }
  if (typeof attribute === 'boolean') return { BOOL: attribute }
  if (Array.isArray(attribute)) return { L: attribute.map(toValue) }
  if (attribute instanceof Set) return toSet([...attribute])
  return { B: toBinary(attribute) }
}

function toSet(members: (string | number)[]): AttributeValue {
  const texts = members.map(String)
  return typeof members[0] === 'number' ? { NS: texts } : { SS: texts }
}

/** The SDK's types know binaries as bytes. */
const toBinary = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length).toString('base64') as unknown as Uint8Array

export function toValues(item: { [name: string]: Attribute }): Values {
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, toValue(attribute)]))
}

function fromValue({ S, N, B, BOOL, L, NS, SS }: AttributeValue): Attribute {
  if (S !== undefined) return S
  // A text already, whatever its type says.
  if (B !== undefined) return Buffer.from(String(B), 'base64')
  if (N !== undefined) return Number(N)
  if (L !== undefined) return L.map(fromValue)
  if (BOOL !== undefined) return BOOL
  if (NS !== undefined) return new Set(NS.map(Number))
  if (SS !== undefined) return new Set(SS)
  throw new Error('An attribute of a type that no item here has.')
}

/** Whatever DynamoDB brings, an item or a key alone, has `pk` and `sk`. */
export function toItem(values: Values): Item {
  const item: { [name: string]: Attribute } = {}
  for (const name in values) {
    const value = values[name]
    if (value !== undefined) item[name] = fromValue(value)
  }
  return item as Item
}
