/** The qualification of a real runner: its reports are complete and signed, and tell what is not as it should be. */
import { createPublicKey, hash, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { CHECKS } from '../../../bin/cairn/qualification/checks.ts'
import { verdictOf } from '../../../bin/cairn/qualification/report.ts'
import { runCairn } from '../../support/cairn.ts'
import { useRunner } from '../../support/use-runner.ts'

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

describe('the qualification of a deployment', () => {
  const run = useRunner()
  let store: { dynamodb: string; kms: string; names: { [variable: string]: string } }
  const file = (name: string) => join(run.home, name)
  const qualify = (phase: string, ...words: string[]) =>
    runCairn(run.home, ['qualify', phase, '--by', 'Ada Byron', '--out', file(phase), ...words])
  const reportOf = async (phase: string) => JSON.parse(await readFile(file(`${phase}.json`), 'utf8'))
  const named = (phase: string) =>
    Object.entries(CHECKS).flatMap(([name, check]) => (check.phase === phase ? [name] : []))
  type Check = { check: string; subject: string; result: string; expected: string; found: string }

  beforeAll(async () => {
    store = JSON.parse(await readFile(file('endpoint.json'), 'utf8')).store
  })

  // @control qualifiable
  it('works as specified: every check passes but the proof, whose hour is not over', async () => {
    const { code, out } = await qualify('oq', '--wait', '60')
    const { report } = await reportOf('oq')
    const checks: Check[] = report.checks
    expect([...new Set(checks.map(({ check }) => check))].toSorted()).toEqual(named('oq').toSorted())
    // A runner that has just been started may have no head yet.
    const open = checks.filter(({ result }) => result !== 'passed')
    expect(open.map(({ check, result }) => [check, result])).toEqual(
      open.map(({ check }) => [check === 'head signed' ? check : 'statement proved', 'not yet']),
    )
    expect([code, report.verdict]).toEqual([1, 'incomplete'])
    expect(out).toContain('statement proved')
    expect(report.remains.join()).toMatch(/oq-\d{14}.*oq-\d{14}-other/)
    const tenant = /oq-\d{14}/.exec(report.remains[0])?.[0] ?? ''
    expect(JSON.parse((await runCairn(run.home, ['credentials', 'list', tenant, '--json'])).out)).toEqual([])
  }, 120_000)

  it('is installed as specified, and says what the local engines do not tell: that has not passed', async () => {
    const { code, err } = await qualify('iq', '--accept', 'a runner on a laptop')
    const { report } = await reportOf('iq')
    const checks: Check[] = report.checks
    expect([...new Set(checks.map(({ check }) => check))].toSorted()).toEqual(named('iq').toSorted())
    expect([code, report.verdict, report.deviations]).toEqual([0, 'passed with deviations', 'a runner on a laptop'])
    const resultOf = (check: string, subject: string) =>
      checks.find((one) => one.check === check && one.subject === subject)?.result
    expect(['Statements', 'Index', 'Documents', 'Control', 'Audit'].map((id) => resultOf('table keys', id))).toEqual(
      Array(5).fill('passed'),
    )
    expect(resultOf('bucket lock', 'Evidence')).toBe('not checked here')
    expect(err).toContain('not checked here bucket lock Evidence')
    for (const check of checks)
      expect(check).toMatchObject({ at: expect.any(String), found: expect.stringMatching(/./) })
  }, 60_000)

  // @control qualifiable
  it('writes reports that are signed with the key of the evidence, on paper too', async () => {
    const text = await readFile(file('iq.json'), 'utf8')
    const { report, sha256, signed } = JSON.parse(text)
    const kms = new KMSClient({ ...LOCAL, endpoint: store.kms })
    const { PublicKey = new Uint8Array() } = await kms.send(
      new GetPublicKeyCommand({ KeyId: store.names.EVIDENCE_KEY }),
    )
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    expect(hash('sha256', JSON.stringify(report))).toBe(sha256)
    expect(verify('sha256', Buffer.from(signed.text), key, Buffer.from(signed.signature, 'base64'))).toBe(true)
    expect(JSON.parse(signed.text)).toMatchObject({ report: sha256, name: 'Ada Byron', meaning: expect.any(String) })
    const pdf = await readFile(file('iq.pdf'), 'latin1')
    expect(pdf).toMatch(/^%PDF-/)
    expect(pdf).toContain(sha256)
    await writeFile(file('key.pem'), key.export({ type: 'spki', format: 'pem' }))
    const check = () => runCairn(run.home, ['qualify', 'verify', file('iq.json'), '--key', file('key.pem')])
    expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('TRUE') })
    await writeFile(file('iq.json'), text.replace('not checked here', 'passed'))
    expect(await check()).toMatchObject({ code: 1, out: expect.stringContaining('was changed') })
    const forged = { ...report, verdict: 'passed' }
    const other = { report: forged, sha256: hash('sha256', JSON.stringify(forged)), signed }
    await writeFile(file('iq.json'), JSON.stringify(other))
    expect(await check()).toMatchObject({ code: 1, out: expect.stringContaining('of another report') })
  }, 60_000)

  // @control qualifiable
  it('fails where something is not as it should be, and names it, whatever is accepted', async () => {
    const dynamodb = new DynamoDBClient({ ...LOCAL, endpoint: store.dynamodb })
    const TimeToLiveSpecification = { Enabled: false, AttributeName: 'ttl' }
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: store.names.CONTROL_TABLE, TimeToLiveSpecification }))
    const { code, out } = await qualify('iq', '--accept', 'anything')
    const { report } = await reportOf('iq')
    expect([code, report.verdict]).toEqual([1, 'failed'])
    const failed = report.checks.filter(({ result }: Check) => result === 'failed')
    expect(failed).toMatchObject([
      { check: 'table expiry', subject: 'Control', expected: CHECKS['table expiry'].expected },
    ])
    expect(out).toMatch(/^failed +table expiry Control +DISABLED/m)
    const nowhere = await qualify('oq', '--endpoint', 'http://127.0.0.1:9/xapi', '--wait', '0')
    expect(nowhere.code).toBe(1)
    expect((await reportOf('oq')).report.checks).toContainEqual(
      expect.objectContaining({
        check: 'statement stored',
        result: 'failed',
        found: expect.stringContaining('does not answer'),
      }),
    )
  }, 60_000)
})

describe('the verdict', () => {
  it('is "passed" only where all passed', () => {
    const of = (...results: ('passed' | 'failed' | 'not yet' | 'not checked here')[]) =>
      results.map((result) => ({ result }))
    expect(verdictOf(of('passed', 'passed'), null)).toBe('passed')
    expect(verdictOf(of('passed', 'not checked here'), null)).toBe('incomplete')
    expect(verdictOf(of('passed', 'not yet'), 'why')).toBe('passed with deviations')
    expect(verdictOf(of('not yet', 'failed'), 'why')).toBe('failed')
    expect(verdictOf([], 'why')).toBe('failed')
  })
})
