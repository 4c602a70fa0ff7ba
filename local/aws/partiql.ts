/** What a PartiQL statement touches: the part of the language that rights and limits depend on, not its execution. */
import type { Json, JsonObject } from '../template/assembly.ts'

export type PartiQlKind = 'Insert' | 'Select' | 'Update' | 'Delete'
export type PartiQl = {
  kind: PartiQlKind
  table: string
  index?: string
  /** Every attribute that it names. */
  attributes: string[]
  /** The values that it gives or compares an attribute with, as DynamoDB's JSON. */
  valuesOf(attribute: string): Json[]
}

/** A statement without its parameters: a value is the number of a parameter, or the text or number itself. */
type Shape = Omit<PartiQl, 'valuesOf'> & { values: Map<string, (number | JsonObject)[]> }

const KINDS: { [word: string]: PartiQlKind } = {
  INSERT: 'Insert',
  SELECT: 'Select',
  UPDATE: 'Update',
  DELETE: 'Delete',
}
/** Before the table's name. */
const BEFORE_TABLE = new Set(['INTO', 'FROM', 'UPDATE'])
const WORDS = new Set(
  'INSERT INTO VALUE VALUES SELECT FROM WHERE UPDATE DELETE SET REMOVE AND OR NOT IN BETWEEN IS MISSING NULL TRUE FALSE EXISTS RETURNING ALL OLD NEW MODIFIED ORDER BY ASC DESC'.split(
    ' ',
  ),
)
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|[A-Za-z_][\w]*|-?\d+(?:\.\d+)?|<<|>>|<>|<=|>=|[^\s]/g

/** The same few texts come again and again, with other parameters. */
const shapes = new Map<string, Shape>()
const MOST_SHAPES = 1_000

/** @returns undefined for what is no statement, which the engine says better */
export function readPartiQl(statement: string, parameters: Json[] = []): PartiQl | undefined {
  const shape = shapes.get(statement) ?? shapeOf(statement.match(TOKEN) ?? [])
  if (shape === undefined) return undefined
  if (shapes.size > MOST_SHAPES) shapes.clear()
  shapes.set(statement, shape)
  const { values, ...rest } = shape
  return {
    ...rest,
    valuesOf: (attribute) =>
      (values.get(attribute) ?? []).flatMap((value) => (typeof value === 'number' ? (parameters[value] ?? []) : value)),
  }
}

function shapeOf(tokens: string[]): Shape | undefined {
  const kind = KINDS[tokens[0]?.toUpperCase() ?? '']
  const at = tokens.findIndex((token) => BEFORE_TABLE.has(token.toUpperCase())) + 1
  if (kind === undefined || at === 0) return undefined
  const table = unquoted(tokens[at] ?? '')
  const index = tokens[at + 1] === '.' ? unquoted(tokens[at + 2] ?? '') : undefined
  const others = [...tokens.slice(1, at), ...tokens.slice(at + (index === undefined ? 1 : 3))]
  const { names, values } = kind === 'Insert' ? membersOf(others) : comparisonsOf(others)
  return { kind, table, ...(index !== undefined && { index }), attributes: [...new Set(names)], values }
}

const unquoted = (token: string) => token.replace(/^(['"])(.*)\1$/s, '$2').replaceAll('""', '"')

type Found = { names: string[]; values: Map<string, (number | JsonObject)[]> }

/** `{'name': value, ...}`: the outermost members alone are attributes. */
function membersOf(tokens: string[]): Found {
  const found: Found = { names: [], values: new Map() }
  let depth = 0
  let parameter = 0
  for (const [at, token] of tokens.entries()) {
    if ('{['.includes(token) || token === '<<') depth++
    if ('}]'.includes(token) || token === '>>') depth--
    if (depth === 1 && tokens[at + 1] === ':' && /^['"]/.test(token)) {
      const name = unquoted(token)
      found.names.push(name)
      const value = valueAt(tokens[at + 2] ?? '', parameter)
      if (value !== undefined) found.values.set(name, [value])
    }
    if (token === '?') parameter++
  }
  return found
}

/** `name = value` and `name IN [value, ...]`, wherever they stand. A document's own members (`a.b`) are no attributes. */
function comparisonsOf(tokens: string[]): Found {
  const found: Found = { names: [], values: new Map() }
  let parameter = 0
  let compared: string | undefined
  for (const [at, token] of tokens.entries()) {
    if (isName(token) && tokens[at - 1] !== '.' && tokens[at + 1] !== '(') {
      compared = unquoted(token)
      found.names.push(compared)
      if (tokens[at + 1] !== '=' && tokens[at + 1]?.toUpperCase() !== 'IN') compared = undefined
    } else if (['AND', 'OR', 'WHERE', 'SET'].includes(token.toUpperCase())) compared = undefined
    const value = valueAt(token, parameter)
    if (compared !== undefined && value !== undefined)
      found.values.set(compared, [...(found.values.get(compared) ?? []), value])
    if (token === '?') parameter++
  }
  return found
}

const isName = (token: string) => token.startsWith('"') || (/^[A-Za-z_]/.test(token) && !WORDS.has(token.toUpperCase()))

function valueAt(token: string, parameter: number): number | JsonObject | undefined {
  if (token === '?') return parameter
  if (token.startsWith("'")) return { S: token.slice(1, -1).replaceAll("''", "'") }
  return /^-?\d/.test(token) ? { N: token } : undefined
}
