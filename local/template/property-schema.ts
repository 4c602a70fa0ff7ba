/** A property schema says which properties of a resource the runner supports; by it they are read and checked. */
import type { Json, JsonObject } from './assembly.ts'
import type { Resolver } from './resource-names.ts'

/** The runner obeys a property, ignores it because it has no local meaning, or supports only some of its values. */
export type PropertySchema =
  | { kind: 'used' }
  | { kind: 'ignored'; reason: string }
  | { kind: 'only'; values: readonly Json[] }
  | { kind: 'properties'; of: { [property: string]: PropertySchema } }
  | { kind: 'list'; of: PropertySchema }

/** The runner obeys any value. */
export const used: PropertySchema = { kind: 'used' }
/** The value changes nothing on one machine, for the given reason. */
export const ignored = (reason: string): PropertySchema => ({ kind: 'ignored', reason })
/** The runner supports these values and no others. */
export const only = (...values: Json[]): PropertySchema => ({ kind: 'only', values })
export const properties = (of: { [property: string]: PropertySchema }): PropertySchema => ({ kind: 'properties', of })
export const list = (of: PropertySchema): PropertySchema => ({ kind: 'list', of })

/** Resolves what is read, and gathers what is not supported, with its path. */
export type PropertyReader = { resolver: Resolver; problems: string[] }

/** Resolves a value. What is ignored is left out, and never resolved; what is not supported becomes a problem. */
export function readProperty(
  schema: PropertySchema,
  raw: Json | undefined,
  path: string,
  reader: PropertyReader,
): Json | undefined {
  const { resolver, problems } = reader
  if (raw === undefined || schema.kind === 'ignored') return undefined
  if (schema.kind === 'used') return resolver.resolve(raw, path)
  if (schema.kind === 'only') {
    const value = resolver.resolve(raw, path)
    if (value !== undefined && !schema.values.some((supported) => String(supported) === String(value))) {
      problems.push(
        `${path}: the local runner knows only ${schema.values.join(', ')} here, not ${JSON.stringify(value)}`,
      )
    }
    return value
  }
  // A condition may stand where the object or list stands; within them, each part is read by its own schema.
  const value = isExpression(raw) ? resolver.resolve(raw, path) : raw
  if (schema.kind === 'list') {
    if (!Array.isArray(value)) return value
    return value
      .map((item, i) => readProperty(schema.of, item, `${path}[${i}]`, reader))
      .filter((item) => item !== undefined)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return readProperties(schema.of, value, path, reader)
}

function readProperties(
  of: { [property: string]: PropertySchema },
  value: JsonObject,
  path: string,
  reader: PropertyReader,
): JsonObject {
  const result: JsonObject = {}
  for (const [name, item] of Object.entries(value)) {
    const schema = of[name]
    if (!schema) {
      reader.problems.push(`${path}.${name}: the local runner does not know this property`)
      continue
    }
    const resolved = readProperty(schema, item, `${path}.${name}`, reader)
    if (resolved !== undefined) result[name] = resolved
  }
  return result
}

function isExpression(value: Json): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  const names = Object.keys(value)
  return names.length === 1 && (names[0] === 'Ref' || names[0]?.startsWith('Fn::') === true)
}
