/** The types of `validators.compiled.js`, which `bin/compile-schemas.ts` writes from `schemas/admin.json`. */
export type SchemaError = { instancePath: string; keyword: string; schemaPath: string; params: { [name: string]: unknown }; message?: string }
export type SchemaCheck = ((value: unknown) => boolean) & { errors?: SchemaError[] | null }

/** Of the schemas that bodies and parameters have. */
export const checks: { [name: string]: SchemaCheck }
/** All schemas, by name. */
export const definitions: { [name: string]: AdminSchema }

/** A schema of JSON Schema 2020-12. */
export type AdminSchema = { type?: string; title?: string; description?: string; [keyword: string]: unknown }
