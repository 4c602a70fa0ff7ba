/** Small worlds of statements for the lake: ties, NULLs, voids, empty groups. Each is a tenant of one lake on disk. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { VOID_COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { rowToVoid, statementToRow } from '../../lambdas/lake/row.ts'

/** What the worlds hold of a statement. */
export type Told = {
  id: string
  timestamp: string
  actor: { objectType?: string; name?: string; mbox?: string; member?: object[] }
  verb: { id: string; display?: { [tag: string]: string } }
  object: {
    objectType?: string
    id: string
    definition?: { name?: { en: string }; description?: { en: string }; interactionType?: string }
  }
  result?: {
    score?: { scaled?: number; raw?: number; min?: number; max?: number }
    success?: boolean
    completion?: boolean
    response?: string
    duration?: string
  }
  context?: {
    registration?: string
    platform?: string
    contextActivities?: { grouping?: { id: string }[]; parent?: { id: string }[] }
  }
  authority: { account: { homePage: string; name: string }; name?: string }
}
/** The statements of a day, in the order of their storing. */
export type World = { dt: string; stored: string; statement: Told }[]

const ADL = 'http://adlnet.gov/expapi/verbs/'
const VERBS = [
  'initialized',
  'attempted',
  'completed',
  'passed',
  'failed',
  'answered',
  'terminated',
  'suspended',
  'experienced',
]
const DAYS = ['2026-09-30', '2026-10-01', '2026-11-21']
const iri = (name: string) => `http://x.org/${name}`

const maybe = <Each>(values: Each[]) => fc.constantFrom(undefined, ...values)
/** Without the members that are undefined, as JSON has it. */
const plain = (value: object) => JSON.parse(JSON.stringify(value))

const actor = fc.constantFrom<Told['actor']>(
  { mbox: 'mailto:ann@x.org', name: 'Ann' },
  { mbox: 'mailto:ann@x.org' },
  { mbox: 'mailto:bob@x.org', name: 'Bob' },
  { mbox: 'mailto:cat@x.org', name: 'Cat' },
  { objectType: 'Group', member: [{ mbox: 'mailto:ann@x.org' }] },
)
const question = { description: { en: 'Which one?' }, interactionType: 'choice' }
const object = fc.constantFrom<Told['object']>(
  { id: iri('course'), definition: { name: { en: 'Course' } } },
  { id: iri('part-1'), definition: { name: { en: 'Part 1' } } },
  { id: iri('part-1') },
  { id: iri('part-2'), definition: { name: { en: 'Part 2' } } },
  ...['q-1', 'q-1', 'q-2', 'q-3'].map((name) => ({ id: iri(name), definition: question })),
)
const score = fc.constantFrom(
  ...[undefined, undefined, { scaled: 0.5 }, { scaled: 0.75 }, { scaled: 1 }, { scaled: -0.25 }, { scaled: 0 }],
  ...[{ raw: 7, min: 0, max: 10 }, { raw: 3, max: 4 }, { raw: 5 }, { raw: 1, min: 1, max: 1 }],
)
const result = fc.record({
  score,
  success: maybe([true, false]),
  completion: maybe([true, false]),
  response: maybe(['a', 'b']),
  duration: maybe(['PT90S', 'PT1H', 'P1D']),
})
const contextActivities = fc.record({
  grouping: maybe([[], [{ id: iri('course') }], [{ id: iri('course') }, { id: iri('course') }, { id: iri('other') }]]),
  parent: maybe([[], [{ id: iri('quiz') }], [{ id: iri('course') }]]),
})
const context = fc.record({
  registration: maybe(['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002']),
  platform: maybe(['web', 'app']),
  contextActivities,
})
const account = (name: string) => ({ account: { homePage: 'http://lms', name }, name })
const event = fc.record({
  dt: fc.constantFrom(...DAYS),
  // Few moments, so that some are equal.
  timestamp: fc.constantFrom(
    ...['2026-09-28T00:00:00.000Z', '2026-09-30T23:59:59.999Z', '2026-10-01T00:00:00.000Z', '2026-10-12T10:00:00.000Z'],
    ...['2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00.001Z'],
  ),
  actor,
  verb: fc.constantFrom(...VERBS, 'voided', 'voided'),
  object,
  target: fc.nat(50),
  result: fc.oneof({ weight: 5, arbitrary: result }, fc.constant(undefined)),
  context: fc.oneof({ weight: 5, arbitrary: context }, fc.constant(undefined)),
  authority: fc.constantFrom(account('a'), account('b')),
})

const idOf = (place: number) => `f0000000-0000-4000-8000-${String(place).padStart(12, '0')}`

export const arbitraryWorld: fc.Arbitrary<World> = fc.array(event, { maxLength: 50, size: 'max' }).map((events) =>
  events
    .toSorted((a, b) => (a.dt < b.dt ? -1 : Number(a.dt > b.dt)))
    .map(({ dt, verb, target, ...parts }, place) => {
      const isVoiding = verb === 'voided'
      const voiding = {
        result: undefined,
        context: undefined,
        object: { objectType: 'StatementRef', id: idOf(target) },
      }
      const statement = {
        id: idOf(place),
        ...parts,
        verb: { id: ADL + verb, display: { en: verb } },
        ...(isVoiding && voiding),
      }
      const stored = new Date(Date.parse(`${dt}T12:00:00Z`) + place * 1000).toISOString()
      return { dt, stored, statement: plain(statement) }
    }),
)

/** The sequence of a statement that was stored alone at a moment. */
export const sequenceOf = (stored: string) => `${Date.parse(stored).toString(16).padStart(12, '0')}0000aaaaaaaa0000`

/**
 * Writes each world as a tenant: every day's file twice, as after a repeated delivery, and one file of voids for each.
 * `lake` is the folder that DuckDB reads, `bucket` beside it has the folders of the lake's bucket.
 */
export function writeWorlds(folder: string, worlds: { [tenant: string]: World }) {
  const lake = join(folder, 'lake')
  const put = (name: string, body: Uint8Array) => {
    mkdirSync(dirname(join(lake, name)), { recursive: true })
    writeFileSync(join(lake, name), body)
  }
  for (const [tenant, world] of Object.entries(worlds)) {
    for (const [dt, day = []] of Object.entries(Object.groupBy(world, (one) => one.dt))) {
      const rows = day.map(({ statement, stored }) => statementToRow(JSON.stringify(statement), sequenceOf(stored)))
      for (const name of ['a', 'b']) put(`tenant=${tenant}/dt=${dt}/${name}.parquet`, rowsToParquet(rows))
      const voids = rows.flatMap(rowToVoid)
      if (voids.length > 0) put(`voids/tenant=${tenant}/${dt}-a.parquet`, rowsToParquet(voids, VOID_COLUMNS))
    }
  }
  mkdirSync(join(folder, 'bucket'), { recursive: true })
  mkdirSync(join(lake, 'voids'), { recursive: true })
  symlinkSync(lake, join(folder, 'bucket', 'lake'))
  symlinkSync(join(lake, 'voids'), join(folder, 'bucket', 'voids'))
  return { lake, bucket: join(folder, 'bucket') }
}
