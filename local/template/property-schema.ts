import type { Json, JsonObject } from './assembly.ts'
import type { Resolver } from './resource-names.ts'

/** What the runner makes of a property: it obeys it, knows that it has no local meaning, or knows only some values. */
export type Shape =
  | { kind: 'used' }
  | { kind: 'ignored'; reason: string }
  | { kind: 'only'; values: readonly Json[] }
  | { kind: 'properties'; of: { [property: string]: Shape } }
  | { kind: 'list'; of: Shape }

/** The runner does what the value says, whatever it is. */
export const used: Shape = { kind: 'used' }
/** The value changes nothing on one machine; the reason says why. */
export const ignored = (reason: string): Shape => ({ kind: 'ignored', reason })
/** The runner does what these values say, and no other. */
export const only = (...values: Json[]): Shape => ({ kind: 'only', values })
export const properties = (of: { [property: string]: Shape }): Shape => ({ kind: 'properties', of })
export const list = (of: Shape): Shape => ({ kind: 'list', of })

/** Resolves what it reads, and gathers what it does not know, with its path. */
export type Reader = { resolver: Resolver; problems: string[] }

/**
 * Resolves a value and leaves out what has no local meaning, without ever resolving it. Whatever the shape does not
 * know is added to the reader's problems.
 */
export function read(shape: Shape, raw: Json | undefined, path: string, reader: Reader): Json | undefined {
  const { resolver, problems } = reader
  if (raw === undefined || shape.kind === 'ignored') return undefined
  if (shape.kind === 'used') return resolver.resolve(raw, path)
  if (shape.kind === 'only') {
    const value = resolver.resolve(raw, path)
    if (value !== undefined && !shape.values.some((known) => String(known) === String(value))) {
      problems.push(
        `${path}: the local runner knows only ${shape.values.join(', ')} here, not ${JSON.stringify(value)}`,
      )
    }
    return value
  }
  // A condition may stand where the object or list stands; within them, each part is read by its own shape.
  const value = isExpression(raw) ? resolver.resolve(raw, path) : raw
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return value
    return value.map((item, i) => read(shape.of, item, `${path}[${i}]`, reader)).filter((item) => item !== undefined)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return readProperties(shape.of, value, path, reader)
}

function readProperties(
  of: { [property: string]: Shape },
  value: JsonObject,
  path: string,
  reader: Reader,
): JsonObject {
  const result: JsonObject = {}
  for (const [name, item] of Object.entries(value)) {
    const shape = of[name]
    if (!shape) {
      reader.problems.push(`${path}.${name}: the local runner does not know this property`)
      continue
    }
    const known = read(shape, item, `${path}.${name}`, reader)
    if (known !== undefined) result[name] = known
  }
  return result
}

function isExpression(value: Json): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  const names = Object.keys(value)
  return names.length === 1 && (names[0] === 'Ref' || names[0]?.startsWith('Fn::') === true)
}
