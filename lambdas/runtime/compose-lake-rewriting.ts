/**
 * Puts together what a case does to the lake. The files of a day go by sessions of one tenant; copies in folders that belong
 * to none by the function's own rights.
 */
import { systemClock as clock } from '../database/clock.ts'
import { createObjectVersions } from '../database/s3-object-versions.ts'
import type { TenantAccess } from '../database/tenant-data.ts'
import type { Changes } from '../lake/amendments.ts'
import { type CopiesOf, removeCopies } from '../lake/rewriting/remove-copies.ts'
import { rewriteDay } from '../lake/rewriting/rewrite-day.ts'
import { connectS3LakeFiles } from '../lake/s3-lake-files.ts'
import { lakeFilesOfTenant } from '../lake/tenant-lake-files.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeLakeRewriting(access: TenantAccess) {
  const { bucket } = readEnv({ bucket: ENV.lakeBucket })
  const { now } = clock
  const files = lakeFilesOfTenant(connectS3LakeFiles(bucket, access), access)
  const ofTenant = { lake: files, versions: createObjectVersions(bucket, access), now }
  const own = { lake: connectS3LakeFiles(bucket), versions: createObjectVersions(bucket), now }
  return {
    /** `again` says when it is to be called once more with the same changes. */
    async rewriteDay(tenant: string, day: string, changes: Changes) {
      const done = await rewriteDay(ofTenant, { tenant, day }, changes)
      log(done.unreadable.length > 0 ? 'ERROR' : 'INFO', 'lake rewritten', { tenant, day, ...done })
      return done
    },
    async removeCopies(of: CopiesOf) {
      const done = await removeCopies(own, of)
      log('INFO', 'copies removed', { ...of, ...done })
      return done
    },
  }
}
