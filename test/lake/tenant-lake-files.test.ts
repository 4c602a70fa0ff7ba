/** The lake's files as a case reaches them: of the tenant that is worked for, with a session that is open. */
import { expect, it } from '@jest/globals'
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import { REMOVED } from '../../lambdas/lake/amendments.ts'
import { rewriteDay } from '../../lambdas/lake/rewriting/rewrite-day.ts'
import { lakeFilesOfTenant } from '../../lambdas/lake/tenant-lake-files.ts'
import { DAY, id, rowsFrom, textOf, useRewrittenLake } from '../support/rewritten-lake.ts'
import { BUCKETS } from '../support/s3-emulator.ts'

const day = useRewrittenLake()

function filesOf(tenant: string) {
  let opened = 0
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiration: new Date() }
  const access = { tenant: () => tenant, open: async () => void opened++, credentials: async () => credentials }
  return { files: lakeFilesOfTenant(day.lake.files(), access), opened: () => opened }
}

it('are all that the rewriting of a day needs', async () => {
  day.begin()
  await day.put('a', rowsFrom(0, 3))
  const { files, opened } = filesOf(day.tenant)
  const changes = new Map([
    [id(1), REMOVED],
    [id(2), textOf(2, 'pseudonym')],
  ])
  const parts = { lake: files, versions: createObjectVersions(BUCKETS.lake), now: Date.now }
  expect(await rewriteDay(parts, { tenant: day.tenant, day: DAY }, changes)).toMatchObject({ rows: 2, written: 1 })
  expect(await day.actors()).toEqual(['0 secret-person-0-', '2 pseudonym'])
  expect(opened()).toBeGreaterThan(5)
})

it('are no file of another tenant, nor one of nobody', async () => {
  day.begin()
  const { files } = filesOf('acme')
  const file = await day.put('a', rowsFrom(0, 1))
  await expect(files.read(file, 0, 4)).rejects.toThrow("not the tenant's")
  await expect(files.getText('state/freshness/shards.json')).rejects.toThrow("not the tenant's")
  await expect(files.list(day.folder)[Symbol.asyncIterator]().next()).rejects.toThrow("not the tenant's")
  await expect(files.create(`${day.folder}b.parquet`).finish()).rejects.toThrow("not the tenant's")
})
