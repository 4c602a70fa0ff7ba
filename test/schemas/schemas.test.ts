/** The schemas: judged alike by AJV, by the compiled checks and by the explanation. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv, type AnySchemaObject } from 'ajv'
import fc from 'fast-check'
import { compileSchemas } from '../../bin/compile-schemas.ts'
import { explain } from '../../lambdas/xapi/explanation.ts'
import { formats } from '../../lambdas/xapi/formats.ts'
import { statement103, statement200 } from '../../lambdas/xapi/validators.compiled.js'
import { context, INVALID, VALID } from '../support/judged-statements.ts'
import { stored } from '../support/prepared-statements.ts'
import { VERSIONS } from '../support/statements.ts'

const schema = (name: string): AnySchemaObject =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8'))

const COMPILED = { '1.0.3': statement103, '2.0.0': statement200 }
const VALUES = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, true, [], {}, 'Agent', 'Group', 'Activity', 'StatementRef', 'SubStatement'),
  fc.constantFrom<unknown>(
    [null],
    [{}],
    { id: 'a:b' },
    { mbox: 'mailto:a@b' },
    'http://x',
    { 'a:b': null },
    { en: 'x' },
  ),
)
const KEYS = fc.constantFrom(
  'objectType',
  'id',
  'name',
  'member',
  'mbox',
  'openid',
  'extensions',
  'object',
  'context',
  'x',
)

/** Changes, adds or takes away something on a random way into a value. */
function mutate(value: unknown, way: number[], key: string, replacement: unknown): unknown {
  if (typeof value !== 'object' || value === null || way.length === 0) return replacement
  if (Array.isArray(value)) {
    const at = (way[0] ?? 0) % (value.length + 1)
    return [...value.slice(0, at), mutate(value[at], way.slice(1), key, replacement), ...value.slice(at + 1)]
  }
  const keys = [...Object.keys(value), key]
  const at = keys[(way[0] ?? 0) % keys.length] ?? key
  const { [at]: child, ...rest } = value as { [key: string]: unknown }
  return way[0] === 7 ? rest : { ...rest, [at]: mutate(child, way.slice(1), key, replacement) }
}

const mutated = fc
  .record({
    value: fc.constantFrom(
      ...VALID.map(([, value]) => value),
      context({
        contextAgents: [{ objectType: 'contextAgent', agent: { mbox: 'mailto:a@b' }, relevantTypes: ['a:b'] }],
      }),
    ),
    way: fc.array(fc.nat(7), { minLength: 1, maxLength: 5 }),
    key: KEYS,
    replacement: VALUES,
  })
  .map(({ value, way, key, replacement }) => mutate(value, way, key, replacement))

describe.each(VERSIONS)('the schema of a statement of %s', (version) => {
  const ajv = new Ajv({ strictTypes: false, strictRequired: false, formats, schemas: [schema('definitions')] })
  const plain = ajv.compile(schema(`statement-${version}`))
  const isStatement = COMPILED[version]
  const explained = (value: unknown) => explain(value, `urn:cairn:xapi:statement:${version}`)

  it('accepts and refuses the same values in AJV, in the compiled check and in the explanation', () => {
    fc.assert(
      fc.property(mutated, (value) => {
        const valid = plain(value)
        expect(isStatement(value)).toBe(valid)
        expect(explained(value).length === 0).toBe(valid)
      }),
      { numRuns: 2000 },
    )
  })

  it('is compiled to code that imports no AJV', () => {
    const text = readFileSync(new URL('../../lambdas/xapi/validators.compiled.js', import.meta.url), 'utf8')
    expect(text.match(/\b(?:import|require)\b[^;\n]{0,60}/g)).toEqual(["import { formats } from './formats.ts'"])
  })

  it.each(INVALID.filter(([title]) => !/min|raw/.test(title)))(
    'refuses a statement %s, without the checks that are code',
    (_, value) => {
      expect(plain(JSON.parse(JSON.stringify(value)))).toBe(false)
    },
  )

  const corpus = ['moodle', 'datasim'].map((name) => new URL(`../../../shared/corpus/${name}.jsonl`, import.meta.url))
  const present = corpus.filter((file) => existsSync(file))
  const real = present.length > 0 ? it : it.skip
  real('accepts statements of real senders, and stores them unchanged', () => {
    for (const line of present.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))) {
      const { authority, timestamp, stored: _, ...sent } = JSON.parse(line)
      expect(JSON.parse(stored(line, version))).toMatchObject(sent)
    }
  })
})

describe('compileSchemas', () => {
  it('compiles nothing when the schemas are compiled already', () => {
    compileSchemas()
    expect(compileSchemas()).toBe(false)
  })
})
