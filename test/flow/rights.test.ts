/**
 * Every right that a function has is needed: each road through the system is taken, in good times and when calls fail,
 * by functions that may do only what the templates say. A right that nothing here uses is one too many.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createGate, type UsedRight } from '../../local/aws/gate.ts'
import { readIssuerFacts } from '../../local/issuer/issuer-facts.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { adminRoads } from '../support/admin-roads.ts'
import { caseRoads } from '../support/case-roads.ts'
import { caseTenants } from '../support/case-tenants.ts'
import { duringTests, temporaryFolder } from '../support/during-tests.ts'
import { fencedCommits, leftFollowUps, leftOpen, leftToFollower, unreadable } from '../support/failing-roads.ts'
import { isUse, nameOf, type Right, rightsOf, withOnly } from '../support/granted-rights.ts'
import { lateFunctions } from '../support/late-functions.ts'
import { leavingTenants } from '../support/leaving-tenants.ts'
import { lrsOf } from '../support/lrs.ts'
import {
  askHealth,
  documentRoads,
  expectStatus,
  giveQuotas,
  makeLenient,
  statementRoads,
  tableOf,
} from '../support/request-roads.ts'
import { tenantOf } from '../support/runner.ts'
import { callScheduled, digest, putSmallFiles } from '../support/scheduled-roads.ts'
import { trailRoads } from '../support/trail-roads.ts'
import { within } from '../support/waiting.ts'

const START_MS = 120_000
const ROADS_MS = 150_000

const uses: UsedRight[] = []
const refused: string[] = []
const run: Local = duringTests(() => {
  const aws = {
    iam: { onUse: (right: UsedRight) => void uses.push(right) },
    log: (line: string) => void refused.push(line),
  }
  return startLocal({
    port: 0,
    assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }),
    aws,
  })
}, START_MS)

const folder = temporaryFolder()

/** What the platform does with a role, of which nothing runs here. */
const USED_BY_LAMBDA = /^(logs|xray):/

/** What Athena's documentation wants of whoever asks, though the runner's Athena does not look. */
const USED_BY_ATHENA = /^(glue:GetDatabase|s3:GetBucketLocation)$/

/** Notes that were replaced, where an operator has switched on versions of the lake's bucket: the runner's S3 has none. */
const USED_ON_VERSIONS = /^RewriterTenant: s3:DeleteObjectVersion on \S+\/state\/rewriting\//

describe('each right of a function', () => {
  let rights: Right[] = []
  beforeAll(async () => {
    rights = rightsOf(run.deployment).filter(
      (right) =>
        !USED_BY_LAMBDA.test(right.action) &&
        !USED_BY_ATHENA.test(right.action) &&
        !USED_ON_VERSIONS.test(nameOf(right)),
    )
    const at = (path: string) => ({ endpoint: `${run.origin}${path}` })
    // The fallback serves every path in other spellings. Each has a tenant of its own, for some statements get lost.
    const lrses = [
      lrsOf(at('/xapi'), tenantOf(run, '1.0.3'), '1.0.3'),
      lrsOf(at('/xapi/'), tenantOf(run, '2.0.0'), '1.0.3'),
    ]
    await digest(run)
    await makeLenient(run)
    await giveQuotas(run)
    await putSmallFiles(run)
    await expectStatus(askHealth(run), 200)
    await leavingTenants(run.endpoints.s3, (variable) => tableOf(run.deployment, variable))
    await caseTenants(run.endpoints.s3, (variable) => tableOf(run.deployment, variable))
    // Before its statements get lost. What Lambda gave up is left alone for some minutes.
    const late = lateFunctions(run, join(folder, 'ahead'), ['Rewriter'])
    await late('Rewriter', 600_000)
    // Its second round meets what it put into the evidence in the first one.
    await late('Rewriter', 2 * 3_600_000)
    const admin = { endpoint: `${run.origin}/admin/v1`, token: readIssuerFacts(run.home).token }
    await Promise.all(
      lrses.map(async (lrs, n) => {
        await statementRoads(lrs, run)
        await documentRoads(lrs, run, run.tenants[n]?.name)
      }),
    )
    await fencedCommits(lrses, run)
    await leftToFollower(lrses, run)
    // Before its statements get lost.
    await leftOpen(lrsOf(at('/xapi'), tenantOf(run, '1.0.3'), '1.0.3'), run)
    await adminRoads(admin, tenantOf(run, '1.0.3').name)
    await caseRoads(admin, run)
    for (const lrs of lrses) await unreadable(lrs, run)
    await trailRoads(run)
    const unused = () => rights.filter((right) => !uses.some((use) => isUse(use, right)))
    // Consumers come some seconds later; and whether a rival's claims are met dead or free is a race, so they ask again.
    const ask = async () => {
      await fencedCommits(lrses, run)
      for (const lrs of lrses) await leftFollowUps(lrs, run, randomUUID())
      await callScheduled(run)
      return unused()
    }
    await within(60_000, ask, ({ length }) => length === 0)
  }, START_MS + ROADS_MS)

  it('is used by some road through the system', () => {
    const unused = rights.filter((right) => !uses.some((use) => isUse(use, right)))
    expect(unused.map(nameOf)).toEqual([])
    expect(rights.length).toBeGreaterThan(50)
  })

  it('is missed when it is taken away: what used it is refused', async () => {
    const missed: Right[] = []
    for (const right of rights) {
      const others = rights.filter((one) => one !== right && one.role === right.role)
      const used = uses.filter((use) => isUse(use, right))
      const gate = createGate(run.deployment.resourcePolicies)
      const ask = (left: Right[], mark = '') =>
        Promise.all(
          used.map((use) =>
            gate.refusalOf(withOnly(left, { ...use, principal: `${use.principal}${mark}` }), use.permission),
          ),
        )
      expect(await ask([...others, right])).toEqual(used.map(() => undefined))
      const refusals = await ask(others, '-without')
      if (refusals.some((refusal) => refusal !== undefined)) missed.push(right)
    }
    expect(rights.filter((right) => !missed.includes(right)).map(nameOf)).toEqual([])
  })
})
