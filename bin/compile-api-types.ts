/** Prints the types of the admin API for the console, from the document that everybody gets: `console/api/admin-api.ts`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('../console/api/admin-api.ts', import.meta.url))

type Schema = {
  $ref?: string
  title?: string
  description?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  items?: Schema
  required?: string[]
  properties?: { [name: string]: Schema }
  additionalProperties?: boolean | Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Parameter = { $ref?: string; name: string; in: string; required?: boolean; schema: Schema }
type Content = { content?: { [type: string]: { schema: Schema } } }
type Operation = {
  operationId: string
  summary: string
  parameters?: Parameter[]
  requestBody?: Content
  responses: { [status: string]: Content }
}
type Document = {
  paths: { [path: string]: { [method: string]: Operation } }
  components: { schemas: { [name: string]: Schema } }
}

const nameOf = ($ref: string) => $ref.slice($ref.lastIndexOf('/') + 1)
const keyOf = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`)
const literal = (value: unknown) => (typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value))

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'undefined'
  const { $ref, enum: values, type } = schema
  if ($ref !== undefined) return nameOf($ref)
  if (values) return values.map(literal).join(' | ')
  if ('const' in schema) return literal(schema.const)
  const choices = schema.anyOf ?? schema.oneOf
  if (type === undefined && choices) return choices.every(isOnlyRequired) ? 'unknown' : choices.map(typeOf).join(' | ')
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ')
  return plainTypeOf(schema)
}

const isOnlyRequired = (schema: Schema) => Object.keys(schema).every((key) => key === 'required')

function plainTypeOf(schema: Schema): string {
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return schema.items === undefined ? 'unknown[]' : `Array<${typeOf(schema.items)}>`
    case 'object':
      return objectOf(schema)
    default:
      return 'unknown'
  }
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
    return `{ [name: string]: ${values} }`
  }
  const lines = Object.entries(properties).map(([name, schema]) => {
    const comment = schema.description === undefined ? '' : `/** ${schema.description} */ `
    return `${comment}${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`
  })
  return `{ ${lines.join('; ')} }`
}

function operationOf(path: string, method: string, operation: Operation): string {
  const within = (place: string) => {
    const own = (operation.parameters ?? []).filter((one) => one.in === place)
    return `{ ${own.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`
  }
  const body = operation.requestBody?.content?.['application/json']?.schema
  const answers = Object.entries(operation.responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema
    return /^2/.test(status) && schema !== undefined ? [typeOf(schema)] : []
  })
  return [
    `  /** ${operation.summary} */`,
    `  ${operation.operationId}: {`,
    `    method: '${method.toUpperCase()}'`,
    `    path: '${path}'`,
    `    parameters: ${within('path')}`,
    `    query: ${within('query')}`,
    `    body: ${typeOf(body)}`,
    `    answer: ${[...new Set(answers)].join(' | ') || 'undefined'}`,
    '  }',
  ].join('\n')
}

export function apiTypes(document: Document): string {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `/** ${schema.title ?? schema.description ?? name} */\nexport type ${name} = ${typeOf(schema)}`,
  )
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
  )
  return [
    '/** The types of the admin API, printed from its OpenAPI document by bin/compile-api-types.ts: change that. */',
    ...schemas,
    '/** By the names that the document gives them. */',
    'export type Operations = {',
    ...operations.map(([path, method, operation]) => operationOf(path, method, operation)),
    '}',
    '/** Where each operation is. */',
    'export const PLACES: { readonly [name in keyof Operations]: readonly [Operations[name]["method"], Operations[name]["path"]] } = {',
    ...operations.map(([path, method, { operationId }]) => `  ${operationId}: ['${method.toUpperCase()}', '${path}'],`),
    '}',
    '',
  ].join('\n')
}

/** What the file should hold: later than at import, since the schemas are compiled first. */
export async function currentApiTypes(): Promise<string> {
  const { openApi } = await import('../lambdas/http/admin/openapi.ts')
  // The document is JSON of OpenAPI 3.1; its shape is checked by the test of the document.
  return apiTypes(JSON.parse(JSON.stringify(openApi())))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const types = await currentApiTypes()
  const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === types
  if (!isCurrent) writeFileSync(FILE, types)
  process.stdout.write(isCurrent ? 'types of the API are up to date\n' : 'types of the API printed\n')
}
