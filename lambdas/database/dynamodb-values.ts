/**
 * Attributes as they are on the wire, binaries as base64 text: what the client of `dynamodb-client.ts` sends and hands
 * on as it came. One step between an item and JSON, where the SDK's own road has three.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Attribute, Item } from './tables.ts'

type Values = { [name: string]: AttributeValue }

/** The types are the SDK's, which knows binaries as bytes. */
const binary = (base64: string) => base64 as unknown as Uint8Array

export function toValue(attribute: Attribute): AttributeValue {
  if (typeof attribute === 'string') return { S: attribute }
  if (typeof attribute === 'number') return { N: String(attribute) }
  if (typeof attribute === 'boolean') return { BOOL: attribute }
  if (Array.isArray(attribute)) return { L: attribute.map(toValue) }
  if (attribute instanceof Set) return toSet([...attribute])
  return { B: binary(Buffer.from(attribute.buffer, attribute.byteOffset, attribute.length).toString('base64')) }
}

const toSet = (members: (string | number)[]): AttributeValue =>
  typeof members[0] === 'number' ? { NS: members.map(String) } : { SS: members as string[] }

export function toValues(item: { [name: string]: Attribute }): Values {
  const values: Values = {}
  for (const name in item) values[name] = toValue(item[name] as Attribute)
  return values
}

export function fromValue({ S, N, B, BOOL, L, NS, SS }: AttributeValue): Attribute {
  if (S !== undefined) return S
  if (B !== undefined) return Buffer.from(B as unknown as string, 'base64')
  if (N !== undefined) return Number(N)
  if (L !== undefined) return L.map(fromValue)
  if (BOOL !== undefined) return BOOL
  if (NS !== undefined) return new Set(NS.map(Number))
  if (SS !== undefined) return new Set(SS)
  throw new Error('An attribute of a type that no item here has.')
}

export function toItem(values: Values): Item {
  const item: { [name: string]: Attribute } = {}
  for (const name in values) item[name] = fromValue(values[name] as AttributeValue)
  return item as Item
}
