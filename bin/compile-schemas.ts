/**
 * Compiles `schemas/`, so that no function contains AJV's compiler or runs it. Statements: the checks say only yes or no,
 * and the schemas are exported as well, in which `explanation.ts` finds the reason. The admin API: the checks say what is
 * wrong, as AJV does.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { _, Ajv, type AnySchemaObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { PATH_PARAMETERS, pathParametersOf } from '../lambdas/http/admin/route.ts'
import { ADMIN_ROUTES } from '../lambdas/http/admin/routes.ts'
import { formats } from '../lambdas/xapi/string-formats.ts'
import {
  ADMIN,
  ADMIN_MODULE,
  fileOf,
  firstLine,
  outdatedModules,
  SCHEMAS,
  source,
  XAPI_MODULE,
} from './compiled-schemas.ts'

/** Export of the compiled module -> the schema that it checks. */
const EXPORTS = {
  statement103: 'urn:cairn:xapi:statement:1.0.3',
  statement200: 'urn:cairn:xapi:statement:2.0.0',
  agent: 'urn:cairn:xapi:definitions#/definitions/agent',
  identifiedActor: 'urn:cairn:xapi:definitions#/definitions/identifiedActor',
}

const read = (name: string): AnySchemaObject => JSON.parse(source(`../schemas/${name}`))

function compileXapi(): string {
  const schemas = SCHEMAS.map(read)
  const ajv = new Ajv({
    strictTypes: false,
    strictRequired: false,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true, formats: _`formats` },
    schemas,
    formats,
  })
  const byId = Object.fromEntries(schemas.map((schema) => [schema.$id, schema]))
  return [
    "import { formats } from './string-formats.ts'",
    withoutErrors(standalone.default(ajv, EXPORTS)),
    `export const schemas = ${JSON.stringify(byId)}`,
    '',
  ].join('\n')
}

/** AJV's code that describes, collects, passes on and withdraws errors, each with what replaces it. */
const ERROR_CODE: [RegExp, string][] = [
  [/\{instancePath(?:(?!\{instancePath).)*?,params:\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}(?:,propertyName:\w+)?\}/g, '{}'],
  [/,\s*\{instancePath[^{}]*?rootData\}/g, ''],
  [/, \{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, ''],
  [
    /const (err\d+) = \{\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
    'errors++;',
  ],
  [
    /vErrors = vErrors === null \? (validate\d+)\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;/g,
    'errors++;',
  ],
  [/if\(vErrors !== null\)\{if\((_errs\d+)\)\{vErrors\.length = \1;\}else \{vErrors = null;\}\}/g, ''],
  [/validate\d+\.errors = (?:vErrors|\[\{\}\]);/g, ''],
  [/let vErrors = null;/g, ''],
]

/**
 * Three quarters of AJV's code describe errors that nobody reads here; without them the functions load and run faster.
 * Fails if any of it is left, as it would be if another version of AJV wrote it differently.
 */
function withoutErrors(code: string): string {
  const bare = ERROR_CODE.reduce((text, [pattern, rest]) => text.replace(pattern, rest), code)
  const left = /.{0,80}(?:instancePath|vErrors|\.errors\b).{0,80}/.exec(bare)
  if (left) throw new Error(`compile-schemas does not know this code of AJV: ${left[0]}`)
  return bare
}

/** The schemas of bodies and of parameters: answers are not checked. */
function checkedSchemas(): string[] {
  const names = ADMIN_ROUTES.flatMap((route) => [
    ...(route.request === undefined ? [] : [route.request]),
    ...(route.areOfXapi ? [] : (route.parameters ?? []).map(({ schema }) => schema)),
    ...pathParametersOf(route).map((name) => PATH_PARAMETERS[name]?.schema ?? `of the parameter ${name}`),
  ])
  return [...new Set(names)].sort()
}

function compileAdmin(): string {
  const schema = read(ADMIN)
  const ajv = new Ajv2020({
    allErrors: true,
    strictTypes: false,
    strictRequired: false,
    code: { source: true, esm: true, formats: _`formats` },
    schemas: [schema],
    formats,
  })
  const names = checkedSchemas()
  const references = Object.fromEntries(names.map((name) => [name, `${schema.$id}#/$defs/${name}`]))
  return [
    "import { formats } from '../../xapi/string-formats.ts'",
    withoutRequire(standalone.default(ajv, references)),
    `export const checks = { ${names.join(', ')} }`,
    `export const definitions = ${JSON.stringify(schema.$defs)}`,
    '',
  ].join('\n')
}

/** AJV's code counts the characters of a text with a CommonJS module of AJV, which an ES module can't load by `require`. */
function withoutRequire(code: string): string {
  const own = code.replaceAll('require("ajv/dist/runtime/ucs2length").default', '(text) => Array.from(text).length')
  const [left] = /\brequire\([^)]*\)/.exec(own) ?? []
  if (left !== undefined) throw new Error(`compile-schemas can't replace ${left} in the code of AJV.`)
  return own
}

/** Writes the compiled modules that are not up to date. @returns whether it wrote */
export function compileSchemas(): boolean {
  const outdated = outdatedModules()
  const compiled = outdated.length > 0 ? compiledSchemas() : new Map<string, string>()
  for (const name of outdated) writeFileSync(fileOf(name), compiled.get(name) ?? '')
  return outdated.length > 0
}

const MODULES = { [XAPI_MODULE]: compileXapi, [ADMIN_MODULE]: compileAdmin }

/** What the compiled modules hold, by their names. */
export const compiledSchemas = (): Map<string, string> =>
  new Map(Object.entries(MODULES).map(([name, compile]) => [name, firstLine() + compile()]))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(compileSchemas() ? 'schemas compiled\n' : 'compiled schemas are up to date\n')
}
