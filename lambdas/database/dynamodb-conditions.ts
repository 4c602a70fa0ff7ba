/** Conditions in DynamoDB's own words. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { toValue } from './dynamodb-values.ts'
import type { Attribute, Condition } from './tables.ts'

const OPERANDS_OF_IN = 100

/** The parameters of a command that make it conditional; none without a condition. */
export function toCondition({ attribute, oneOf, noneOf }: Condition = { attribute: '' }) {
  const values: { [name: string]: AttributeValue } = {}
  const among = (all: Attribute[]) => {
    const names = all.map((value, at) => {
      const name = `:${all === oneOf ? 'one' : 'none'}${at}`
      values[name] = toValue(value)
      return name
    })
    const lists = Array.from({ length: Math.ceil(names.length / OPERANDS_OF_IN) }, (_, at) =>
      names.slice(at * OPERANDS_OF_IN, (at + 1) * OPERANDS_OF_IN),
    )
    return `(${lists.map((list) => `#c IN (${list})`).join(' OR ')})`
  }
  const conditions: string[] = []
  if (oneOf !== undefined) conditions.push(oneOf === '*' ? 'attribute_exists(#c)' : among(oneOf))
  if (noneOf !== undefined) {
    conditions.push(noneOf === '*' ? 'attribute_not_exists(#c)' : `(attribute_not_exists(#c) OR NOT ${among(noneOf)})`)
  }
  if (conditions.length === 0) return {}
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#c': attribute },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}
