/** The templates of a synthesis, by their hashes. */
import { hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

export type Templates = { folder: string | null; files: { file: string; sha256: string }[] }

/** @param folder as the operator says; without it `cdk.out`, where there is one */
export function readTemplates(folder: string | undefined): Templates {
  const from = folder ?? (existsSync('cdk.out') ? 'cdk.out' : undefined)
  if (from === undefined) return { folder: null, files: [] }
  if (!existsSync(from)) throw new Failure(`There is no folder ${from}.`)
  const files = readdirSync(from)
    .filter((file) => file.endsWith('.template.json'))
    .toSorted()
    .map((file) => ({ file, sha256: hash('sha256', readFileSync(join(from, file)), 'hex') }))
  return { folder: from, files }
}
