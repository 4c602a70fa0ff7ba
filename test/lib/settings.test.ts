/** What `-c name=value` may say: values that CloudFormation would refuse late, or take and do something else, are refused here. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { DEFAULT_SETTINGS, readSettings } from '../../lib/settings.ts'

const read = (context: { [name: string]: unknown }) => readSettings((name) => context[name])

describe('the settings of a deployment', () => {
  it('are the defaults where nothing is said', () => {
    expect(read({})).toEqual({
      cell: '',
      lakeWindowSeconds: 60,
      lakeCompaction: 'nightly',
      lakeKeepMinutes: 1200,
      lakeScanLimitGb: 100,
      stream: 1,
      streamDays: 7,
      issuer: '',
      audience: '',
      clients: [],
      rolesClaim: 'cairn_roles',
      evidenceLock: 'governance',
      evidenceYears: 10,
    })
    expect(read({})).toEqual(DEFAULT_SETTINGS)
  })

  it.each([
    ['cell', 'Acme', 'Acme'],
    ['cell', 'acme2', 'acme2'],
    ['lakeWindowSeconds', '0', 0],
    ['lakeWindowSeconds', '300', 300],
    ['lakeWindowSeconds', 120, 120],
    ['lakeCompaction', 'nightly', 'nightly'],
    ['lakeCompaction', '60', 60],
    ['lakeKeepMinutes', '90', 90],
    ['stream', 'on-demand', 'on-demand'],
    ['stream', '3', 3],
    ['streamDays', '1', 1],
    ['rolesClaim', 'https://example.org/roles', 'https://example.org/roles'],
    ['evidenceLock', 'compliance', 'compliance'],
    ['evidenceYears', '25', 25],
  ])('take -c %s=%s', (name, given, value) => {
    expect(read({ [name]: given })).toEqual({ ...DEFAULT_SETTINGS, [name]: value })
  })

  it.each([
    ['cell', 'acme-eu'],
    ['cell', 'acme_eu'],
    ['cell', '2acme'],
    ['cell', ''],
    ['cell', 'ä'],
    ['cell', 'a'.repeat(31)],
    ['lakeWindowSeconds', '301'],
    ['lakeWindowSeconds', '-1'],
    ['lakeWindowSeconds', '1.5'],
    ['lakeWindowSeconds', '1e2'],
    ['lakeWindowSeconds', ''],
    ['evidenceLock', 'none'],
    ['evidenceYears', '0'],
    ['evidenceYears', '101'],
    ['lakeCompaction', '0'],
    ['lakeCompaction', 'weekly'],
    ['lakeKeepMinutes', '0'],
    ['stream', '0'],
    ['stream', 'ON_DEMAND'],
    ['stream', 'true'],
    ['streamDays', '0'],
    ['streamDays', '8'],
    ['issuer', 'http://issuer.example.org'],
    ['issuer', 'https://issuer.example.org/?a'],
    ['issuer', ''],
    ['audience', 'two words'],
    ['clients', 'a,,b'],
    ['rolesClaim', ''],
  ])('refuse -c %s=%s, with the rule', (name, given) => {
    expect(() => read({ [name]: given })).toThrow(`-c ${name}=${given}: it must be `)
  })

  it('name an issuer only together with whom its tokens are meant for', () => {
    const issuer = 'https://issuer.example.org/'
    expect(read({ issuer, clients: 'a,b' })).toMatchObject({ issuer, clients: ['a', 'b'], audience: '' })
    expect(read({ issuer, audience: 'urn:lrs' })).toMatchObject({ issuer, clients: [], audience: 'urn:lrs' })
    expect(() => read({ issuer })).toThrow('-c issuer needs -c audience or -c clients')
    expect(() => read({ audience: 'urn:lrs' })).toThrow('-c audience and -c clients belong to -c issuer')
  })

  it('are refused all at once, each in its line', () => {
    expect(() => read({ cell: 'a-b', streamDays: '30' })).toThrow(
      '-c cell=a-b: it must be up to 30 letters and digits, the first a letter.\n' +
        '-c streamDays=30: it must be whole days from 1 to 7.',
    )
  })

  it('end the synthesis with that line and no stack, before anything is built', () => {
    const context = { CDK_CONTEXT_JSON: JSON.stringify({ cell: 'acme-eu' }) }
    const env = { ...process.env, ...context, ESBUILD_BINARY_PATH: '/bin/false' }
    const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/app.ts'], {
      env,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([
      1,
      '-c cell=acme-eu: it must be up to 30 letters and digits, the first a letter.\n',
    ])
  })
})
