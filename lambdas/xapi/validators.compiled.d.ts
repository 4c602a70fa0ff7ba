/** The types of `validators.compiled.js`, which `bin/compile-schemas.ts` writes from `schemas/`. */
export type SchemaCheck = (value: unknown) => boolean

export const statement103: SchemaCheck
export const statement200: SchemaCheck
export const agent: SchemaCheck
export const identifiedActor: SchemaCheck
/** The schemas, by `$id`. */
export const schemas: { [id: string]: Schema }

/** The part of JSON Schema draft-07 that `schemas/` uses. */
export type Schema = boolean | SchemaObject
export type SchemaObject = {
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  required?: string[]
  dependencies?: { [key: string]: string[] }
  propertyNames?: Schema
  properties?: { [key: string]: Schema }
  additionalProperties?: Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  if?: Schema
  then?: Schema
  else?: Schema
  definitions?: { [name: string]: Schema }
}

