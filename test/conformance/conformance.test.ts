import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { type Running, running, START_TIMEOUT, tenantOf } from '../flow/running.ts'
import { type Lrs, lrsOf, type Version } from './lrs.ts'
import { BOTH, RESOURCES } from './requirement.ts'
import { NOT_YET, REQUIREMENTS } from './requirements.ts'

let run: Running

beforeAll(async () => {
  run = await running()
}, START_TIMEOUT)

afterAll(() => run?.stop(), START_TIMEOUT)

/** The tenant whose default is this version, and the other one as its stranger. */
function lrs(version: Version): Lrs {
  const tenant = tenantOf(run, version)
  return lrsOf(
    run.endpoint,
    tenant,
    version,
    run.tenants.find(({ key }) => key !== tenant.key),
  )
}

describe.each(BOTH)('xAPI %s', (version) => {
  const rows = REQUIREMENTS.filter(({ versions }) => versions.includes(version))

  describe.each(RESOURCES.filter((resource) => rows.some((row) => row.resource === resource)))('%s', (resource) => {
    const test = NOT_YET.includes(resource) ? it.skip : it
    for (const { id, title, check } of rows.filter((row) => row.resource === resource)) {
      test(`${id}: ${title}`, () => check(lrs(version)))
    }
  })
})
