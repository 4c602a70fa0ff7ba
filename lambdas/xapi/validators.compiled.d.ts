/** Written by `bin/compile-schemas.ts` from `schemas/`. A check leaves its errors on the function, as AJV does. */
export type SchemaError = {
  instancePath: string
  schemaPath: string
  keyword: string
  params: { [name: string]: unknown }
  /** Set when the error is about a key rather than its value. */
  propertyName?: string
}
export type SchemaCheck = { (value: unknown): boolean; errors?: SchemaError[] | null }

export const statement103: SchemaCheck
export const statement200: SchemaCheck
export const agent: SchemaCheck
export const identifiedActor: SchemaCheck
