/** The trail on a running Cairn: requests and commands, through the stream to the command, and to SQL. */
import { describe, expect, it } from '@jest/globals'
import { runCairn } from '../support/cairn.ts'
import { lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { newStatement } from '../support/sent-statements.ts'
import { useRunner } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

type Shown = { act: string; outcome: string; who: { kind: string; id: string }; what?: { count?: number } }

describe('the trail of audit', () => {
  const run = useRunner()
  const trailOf = async (...words: string[]): Promise<Shown[]> => {
    const { out, err, code } = await runCairn(run.home, ['audit', ...words, '--json'])
    if (code !== 0) throw new Error(err)
    return JSON.parse(out)
  }

  // @control changes-recorded reads-recorded attempts-recorded trail-readable
  it('shows reads, refusals and what operators did, in the command and in SQL', async () => {
    const tenant = tenantOf(run, '1.0.3')
    const lrs = lrsOf(run, tenant, '1.0.3')
    await lrs.post([newStatement()])
    expect((await lrs.call('GET', 'statements', { query: { limit: 1 } })).status).toBe(200)
    expect((await lrsOf(run, { ...tenant, secret: 'wrong' }, '1.0.3').call('GET', 'statements')).status).toBe(401)
    expect(await runCairn(run.home, ['credentials', 'add', tenant.name, '--key', 'lms'])).toMatchObject({ code: 0 })
    const acts = (all: Shown[]) => new Set(all.map(({ act, outcome }) => `${act} ${outcome}`))
    const wanted = [
      ...['records.read done', 'credential.used done', 'attempt.refused refused'],
      ...['credential.created begun', 'credential.created done'],
    ]
    const trail = await within(
      40_000,
      () => trailOf(tenant.name),
      (all) => wanted.every((one) => acts(all).has(one)),
    )
    expect(trail.find(({ act }) => act === 'records.read')).toMatchObject({
      who: { kind: 'credential', id: tenant.key },
      what: { resource: 'statements', filter: { limit: '1' }, count: 1 },
    })
    expect(trail.find(({ act }) => act === 'credential.created')?.who.kind).toBe('operator')
    expect(await trailOf(tenant.name, '--act', 'credential.created')).toHaveLength(2)
    const sql = `SELECT act, count(*) AS n FROM audit WHERE tenant = '${tenant.name}' AND act LIKE 'credential.cr%' GROUP BY 1`
    const { out } = await runCairn(run.home, ['query', '--sql', sql, '--json'])
    expect(out).toContain('credential.created')
  }, 90_000)
})
