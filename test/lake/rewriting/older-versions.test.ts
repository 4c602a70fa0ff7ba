/** A bucket that keeps versions, as an operator may make of the lake's: nothing of a rewritten day is left in older ones. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from '@jest/globals'
import { createObjectVersions } from '../../../lambdas/database/s3-object-versions.ts'
import { REMOVED } from '../../../lambdas/lake/amendments.ts'
import { FENCE_MS } from '../../../lambdas/lake/rewriting/rewrite-day.ts'
import { duringTests } from '../../support/during-tests.ts'
import { id, rowsFrom, useRewrittenLake } from '../../support/rewritten-lake.ts'
import { BUCKETS } from '../../support/s3-emulator.ts'

const day = useRewrittenLake()

type Version = { key: string; version: string; isLatest: boolean; isMark?: boolean }

/** The part of S3's API that lists versions and removes them, in the form of its reference: the engine keeps none. */
const s3 = duringTests(async () => {
  const kept: Version[] = []
  const server = createServer(({ method, url = '' }, response) => {
    const { pathname, searchParams: query } = new URL(url, 'http://s3')
    if (method === 'DELETE') {
      const key = decodeURIComponent(pathname.slice(BUCKETS.lake.length + 2))
      const at = kept.findIndex((one) => one.key === key && one.version === query.get('versionId'))
      if (at >= 0) kept.splice(at, 1)
      return response.writeHead(204).end()
    }
    const found = kept.filter(({ key }) => key.startsWith(query.get('prefix') ?? ''))
    return response.end(
      `<ListVersionsResult>${found.map(toXml).join('')}<IsTruncated>false</IsTruncated></ListVersionsResult>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    kept,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
})

const toXml = ({ key, version, isLatest, isMark = false }: Version) => {
  const name = isMark ? 'DeleteMarker' : 'Version'
  return `<${name}><Key>${key}</Key><VersionId>${version}</VersionId><IsLatest>${isLatest}</IsLatest><LastModified>2026-11-21T09:00:00.000Z</LastModified></${name}>`
}

it('go at the end, with marks of deletion, and what readers meet stays', async () => {
  day.begin()
  await day.put('a', rowsFrom(0, 2))
  const [before, stays, gone] = ['a', 'b', 'c'].map((name) => `${day.folder}${name}.parquet`) as [
    string,
    string,
    string,
  ]
  s3.kept.push(
    { key: before, version: 'a2', isLatest: true },
    { key: before, version: 'a1', isLatest: false },
    { key: stays, version: 'b2', isLatest: true },
    { key: stays, version: 'b1', isLatest: false },
    { key: gone, version: 'c2', isLatest: true, isMark: true },
    { key: gone, version: 'c1', isLatest: false },
    { key: 'lake/tenant=other/dt=2026-11-21/d.parquet', version: 'd1', isLatest: false },
  )
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint
  const versions = createObjectVersions(BUCKETS.lake)
  const changes = new Map([[id(1), REMOVED]])
  // The file with the old row goes at once, with what was there before it.
  await day.rewrite(changes, { versions })
  expect(s3.kept.map(({ version }) => version)).toEqual(['b2', 'b1', 'c2', 'c1', 'd1'])
  // The engine has it still, for it was removed elsewhere.
  await day.lake.files().delete(before)
  day.ahead = FENCE_MS + 1_000
  expect(await day.rewrite(changes, { versions })).toMatchObject({ versions: 3 })
  expect(s3.kept.map(({ version }) => version)).toEqual(['b2', 'd1'])
})
