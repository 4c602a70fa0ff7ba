/** The attributes that DynamoDB's expressions name, and the values that a key condition compares one with. */
import type { Json, JsonObject } from '../template/assembly.ts'

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
]
/** The older parameters, which name attributes themselves. */
const LEGACY = ['AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter']

const WORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'SET', 'REMOVE', 'ADD', 'DELETE'])
/** A name, `#name` or `:value`; with the sign before it, to tell a document's own members, and after it, a function's. */
const NAME = /([.:]?)([#A-Za-z_][\w-]*)\s*(\(?)/g

/** The attributes of a call, without those of keys and items. */
export function attributesIn(input: JsonObject): string[] {
  const names = input.ExpressionAttributeNames as { [placeholder: string]: string } | undefined
  const inExpressions = EXPRESSIONS.flatMap((name) => namesIn(input[name])).map((name) => names?.[name] ?? name)
  const legacy = LEGACY.flatMap((name) => Object.keys((input[name] ?? {}) as object))
  return [...inExpressions, ...legacy, ...((input.AttributesToGet ?? []) as string[])]
}

function namesIn(expression: Json | undefined): string[] {
  if (typeof expression !== 'string') return []
  return [...expression.matchAll(NAME)].flatMap(([, before, name = '', call]) =>
    before !== '' || call !== '' || WORDS.has(name.toUpperCase()) ? [] : [name],
  )
}

/** The value that a query's condition demands of its partition key. */
export function comparedIn(input: JsonObject, attribute: string): Json[] {
  const names = input.ExpressionAttributeNames as { [placeholder: string]: string } | undefined
  const values = (input.ExpressionAttributeValues ?? {}) as JsonObject
  const condition = typeof input.KeyConditionExpression === 'string' ? input.KeyConditionExpression : ''
  const found = [...condition.matchAll(/([#A-Za-z_][\w-]*)\s*=\s*(:\w+)/g)].flatMap(([, name = '', value = '']) =>
    (names?.[name] ?? name) === attribute ? [values[value] ?? null] : [],
  )
  const legacy = (input.KeyConditions as { [name: string]: { AttributeValueList?: Json[] } } | undefined)?.[attribute]
  return [...found, ...(legacy?.AttributeValueList ?? [])]
}
