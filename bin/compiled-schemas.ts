/** The modules that `compile-schemas.ts` writes, and whether they are of today: known without loading a compiler. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const SCHEMAS = ['definitions.json', 'statement-1.0.3.json', 'statement-2.0.0.json']
export const ADMIN = 'admin.json'

/** The compiled modules, from the root of the checkout. */
export const XAPI_MODULE = 'lambdas/xapi/validators.compiled.js'
export const ADMIN_MODULE = 'lambdas/http/admin/validators.compiled.js'

/** The text of a file. @param path from this folder */
export const source = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

export const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** The names of those that were not compiled from what the checkout holds now. */
export function outdatedModules(): string[] {
  const ofToday = firstLine()
  return [XAPI_MODULE, ADMIN_MODULE].filter((name) => {
    const file = fileOf(name)
    return !existsSync(file) || !readFileSync(file, 'utf8').startsWith(ofToday)
  })
}

/** By it a compiled module is known to be up to date. */
export function firstLine(): string {
  const routes = readdirSync(new URL('../lambdas/http/admin/', import.meta.url)).filter((name) =>
    /routes?\.ts$/.test(name),
  )
  const inputs = [
    ...[...SCHEMAS, ADMIN].map((name) => `../schemas/${name}`),
    ...routes.map((name) => `../lambdas/http/admin/${name}`),
    './compile-schemas.ts',
    './compiled-schemas.ts',
    '../package-lock.json',
  ]
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(source(input))
  return `// ${hash.digest('hex')}\n`
}
