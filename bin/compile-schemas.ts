/**
 * Compiles `schemas/` into `lambdas/xapi/*.compiled.js`, so that no function carries AJV's compiler or runs it.
 * `validators` stop at the first error, quickly; `explainers` are asked only then, for all errors.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { _, Ajv, type AnySchemaObject } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { formats } from '../lambdas/xapi/formats.ts'

const AJV_OPTIONS = { strictTypes: false, strictRequired: false, messages: false, inlineRefs: false } as const

/** Export of the compiled modules -> the schema it checks. */
const EXPORTS = {
  statement103: 'urn:cairn:xapi:statement:1.0.3',
  statement200: 'urn:cairn:xapi:statement:2.0.0',
  agent: 'urn:cairn:xapi:definitions#/definitions/agent',
  identifiedActor: 'urn:cairn:xapi:definitions#/definitions/identifiedActor',
}

const source = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const SCHEMAS = ['definitions.json', 'statement-1.0.3.json', 'statement-2.0.0.json']

function compile(allErrors: boolean): string {
  const ajv = new Ajv({
    ...AJV_OPTIONS,
    allErrors,
    code: { source: true, esm: true, formats: _`formats` },
    schemas: SCHEMAS.map((name): AnySchemaObject => JSON.parse(source(`../schemas/${name}`))),
    formats,
  })
  // AJV writes CommonJS-style access to formats; the import makes the name mean our own.
  return `import { formats } from './formats.ts'\n${standalone.default(ajv, EXPORTS)}\n`
}

/** Writes the compiled modules unless they are those of the present schemas already. Answers whether it wrote. */
export function compileSchemas(): boolean {
  const inputs = [...SCHEMAS.map((name) => `../schemas/${name}`), './compile-schemas.ts', '../package-lock.json']
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(source(input))
  const mark = `// ${hash.digest('hex')}\n`
  const targets = { validators: false, explainers: true }
  let wrote = false
  for (const [name, allErrors] of Object.entries(targets)) {
    const path = fileURLToPath(new URL(`../lambdas/xapi/${name}.compiled.js`, import.meta.url))
    if (existsSync(path) && readFileSync(path, 'utf8').startsWith(mark)) continue
    writeFileSync(path, mark + compile(allErrors))
    wrote = true
  }
  return wrote
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(compileSchemas() ? 'schemas compiled\n' : 'compiled schemas are up to date\n')
}
