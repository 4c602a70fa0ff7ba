/**
 * No regular expression that requests or the stream meet takes more than linear time. Backtracking cannot be counted at
 * run time, so each expression of the sources is analysed as it is written.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseSync } from '@swc/core'
import { check } from 'recheck'

const HOUSE = join(import.meta.dirname, '../..')

const filesIn = (folder: string, name: RegExp) =>
  readdirSync(join(HOUSE, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file))

type Expression = { file: string; pattern: string; flags: string }
type Found = { expressions: Expression[]; dynamic: string[] }
type SourceNode = { type?: string; pattern?: string; flags?: string; callee?: { value?: string } }

const isNode = (value: unknown): value is SourceNode => typeof value === 'object' && value !== null

function collect(file: string, node: unknown, found: Found) {
  if (!isNode(node)) return
  const { type, pattern = '', flags = '', callee } = node
  if (type === 'RegExpLiteral') found.expressions.push({ file, pattern, flags })
  if ((type === 'NewExpression' || type === 'CallExpression') && callee?.value === 'RegExp') found.dynamic.push(file)
  for (const child of Object.values(node)) collect(file, child, found)
}

function expressionsOfSources(): Found {
  const found: Found = { expressions: [], dynamic: [] }
  for (const file of filesIn('lambdas', /(?<!\.d)\.ts$/))
    collect(file, parseSync(readFileSync(join(HOUSE, file), 'utf8'), { syntax: 'typescript' }), found)
  return found
}

function patternsOfSchemas(): Expression[] {
  return filesIn('schemas', /\.json$/).flatMap((file) =>
    [...readFileSync(join(HOUSE, file), 'utf8').matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern = '']) => ({
        file,
        pattern: JSON.parse(pattern),
        flags: '',
      }),
    ),
  )
}

/** An expression with the flag `y` begins where it is told to, which the analysis does not know. */
const anchored = ({ pattern, flags }: Expression) =>
  flags.includes('y') ? ([`^(?:${pattern})`, flags.replace('y', '')] as const) : ([pattern, flags] as const)

/** Those that take longer than linear time. */
async function slowOnes(expressions: readonly Expression[]): Promise<Expression[]> {
  const slow: Expression[] = []
  for (const expression of expressions) {
    const { status } = await check(...anchored(expression), { timeout: 60_000 })
    if (status !== 'safe') slow.push(expression)
  }
  return slow
}

describe('the regular expressions of the functions', () => {
  it('are known to be too slow where they are', async () => {
    const slow = ['0+$', '(\\d+)[.,](\\d+)S$', '^(a|a)*$', '(?:x+)+y'].map((pattern) => ({
      file: '',
      pattern,
      flags: '',
    }))
    expect(await slowOnes(slow)).toEqual(slow)
  })

  it('take linear time, and stand in the sources as they are', async () => {
    const { expressions, dynamic } = expressionsOfSources()
    const all = [...expressions, ...patternsOfSchemas()]
    expect(all.length).toBeGreaterThan(50)
    expect(await slowOnes(all)).toEqual([])
    // An erasure looks for texts, escaped, side by side: nothing in it repeats. The walk that explains violations makes
    // those of the schemas, which are among the ones above.
    expect(dynamic).toEqual(['lambdas/cases/person.ts', 'lambdas/xapi/explanation.ts'])
  }, 120_000)
})
