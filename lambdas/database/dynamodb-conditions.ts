/** Conditions in DynamoDB's own words. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { chunks } from './dynamodb-batch-calls.ts'
import { toValue } from './dynamodb-values.ts'
import type { Attribute, Condition } from './tables.ts'

const OPERANDS_OF_IN = 100

/** The parameters that make a command conditional; none for a condition that demands nothing. */
export function toCondition({ attribute, oneOf, noneOf }: Condition = { attribute: '' }) {
  const values: { [name: string]: AttributeValue } = {}
  const isAmong = (prefix: string, operands: Attribute[]) => {
    const names = operands.map((_, at) => `:${prefix}${at}`)
    for (const [at, value] of operands.entries()) values[`:${prefix}${at}`] = toValue(value)
    return `(${chunks(names, OPERANDS_OF_IN)
      .map((some) => `#c IN (${some})`)
      .join(' OR ')})`
  }
  const conditions: string[] = []
  if (oneOf === '*') conditions.push('attribute_exists(#c)')
  else if (oneOf !== undefined) conditions.push(isAmong('one', oneOf))
  if (noneOf === '*') conditions.push('attribute_not_exists(#c)')
  else if (noneOf !== undefined) conditions.push(`(attribute_not_exists(#c) OR NOT ${isAmong('none', noneOf)})`)
  if (conditions.length === 0) return {}
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#c': attribute },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}
