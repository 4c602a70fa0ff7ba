/** Every requirement of the standard that we list, checked over HTTP against the real runner, in both versions. */
import { describe, it } from '@jest/globals'
import { type Lrs, lrsOf, type Version } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { useRunner } from '../support/use-runner.ts'
import { BOTH, RESOURCES } from './requirement.ts'
import { REQUIREMENTS } from './requirements.ts'

const run = useRunner()

/** The tenant whose default is this version, and the other one as its stranger. */
function lrs(version: Version): Lrs {
  const tenant = tenantOf(run, version)
  const stranger = run.tenants.find(({ key }) => key !== tenant.key)
  return lrsOf(run, tenant, version, stranger)
}

/** Statement rules are most of the rows, and none of them sees another one's statement: they need not queue. */
const AT_ONCE = { statement: 8 } as { [resource: string]: number }

describe.each(BOTH)('xAPI %s', (version) => {
  const rows = REQUIREMENTS.filter(({ versions }) => versions.includes(version))

  describe.each(RESOURCES.filter((resource) => rows.some((row) => row.resource === resource)))('%s', (resource) => {
    const own = rows.filter((row) => row.resource === resource)
    const outcomes = runAhead(
      own.map(
        ({ check }) =>
          () =>
            check(lrs(version)),
      ),
      AT_ONCE[resource] ?? 1,
    )
    for (const [index, { id, title }] of own.entries()) it(`${id}: ${title}`, () => outcomes(index))
  })
})

/** @returns the outcome of each check; the checks begin with the first one asked for, and never more than `most` run. */
function runAhead(checks: (() => Promise<void>)[], most: number): (index: number) => Promise<void> {
  const outcomes = checks.map(() => Promise.withResolvers<void>())
  let next = 0
  const work = async () => {
    while (next < checks.length) {
      const index = next++
      await checks[index]?.().then(outcomes[index]?.resolve, outcomes[index]?.reject)
    }
  }
  return async (index) => {
    if (most === 1) return checks[index]?.()
    // A failure is told by the test that waits for it, which may come much later.
    for (const { promise } of next === 0 ? outcomes : []) promise.catch(() => {})
    if (next === 0) for (let each = 0; each < most; each++) void work()
    return outcomes[index]?.promise
  }
}
