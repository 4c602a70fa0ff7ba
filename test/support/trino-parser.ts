/** Trino's grammar, which is Athena's: does a text parse? Syntax only; what functions exist is not known here. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { temporaryFolder } from './during-tests.ts'

type Parser = { validate(sql: string): { startLine: number; message: string }[] }

/** The parser is published as ES modules that Node cannot import as they are, so it is bundled first. */
export function loadTrinoParser(): Parser {
  const outfile = join(temporaryFolder(), 'parser.cjs')
  const contents = "export { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js'"
  buildSync({ stdin: { contents, resolveDir: process.cwd() }, bundle: true, platform: 'node', format: 'cjs', outfile })
  const { TrinoSQL } = createRequire(import.meta.url)(outfile)
  return new TrinoSQL()
}
