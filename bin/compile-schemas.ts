/**
 * Compiles `schemas/` into `lambdas/xapi/validators.compiled.js`, so that no function contains AJV's compiler or runs it.
 * The compiled checks say only yes or no. The schemas are exported as well, in which `explanation.ts` finds the reason.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { _, Ajv, type AnySchemaObject } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { formats } from '../lambdas/xapi/string-formats.ts'

const SCHEMAS = ['definitions.json', 'statement-1.0.3.json', 'statement-2.0.0.json']
const TARGET = fileURLToPath(new URL('../lambdas/xapi/validators.compiled.js', import.meta.url))

/** Export of the compiled module -> the schema that it checks. */
const EXPORTS = {
  statement103: 'urn:cairn:xapi:statement:1.0.3',
  statement200: 'urn:cairn:xapi:statement:2.0.0',
  agent: 'urn:cairn:xapi:definitions#/definitions/agent',
  identifiedActor: 'urn:cairn:xapi:definitions#/definitions/identifiedActor',
}

const source = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

function compile(): string {
  const schemas = SCHEMAS.map((name): AnySchemaObject => JSON.parse(source(`../schemas/${name}`)))
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

/** Writes the compiled module, unless it is up to date. @returns whether it wrote */
export function compileSchemas(): boolean {
  if (existsSync(TARGET) && readFileSync(TARGET, 'utf8').startsWith(firstLine())) return false
  writeFileSync(TARGET, compiledSchemas())
  return true
}

/** What the compiled module holds. */
export const compiledSchemas = (): string => firstLine() + compile()

/** By it a compiled module is known to be up to date. */
function firstLine(): string {
  const inputs = [...SCHEMAS.map((name) => `../schemas/${name}`), './compile-schemas.ts', '../package-lock.json']
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(source(input))
  return `// ${hash.digest('hex')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(compileSchemas() ? 'schemas compiled\n' : 'compiled schemas are up to date\n')
}
