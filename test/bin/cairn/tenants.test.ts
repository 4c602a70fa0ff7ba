/** The life of a tenant by the command, on a real runner: what it has, exported whole, held, and what would be removed. */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { runCairn } from '../../support/cairn.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { useSharedRunner } from '../../support/use-runner.ts'
import { within } from '../../support/waiting.ts'

const run = useSharedRunner()
const folder = temporaryFolder()
let admin = ''
let tables: { [variable: string]: string } = {}

beforeAll(() => {
  const file = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
  const { dynamodb, kinesis, s3, region, names } = file.store
  admin = file.admin.endpoint
  tables = {
    ...names,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_KINESIS: kinesis,
    AWS_ENDPOINT_URL_S3: s3,
  }
})

const byApi = (...words: string[]) => runCairn(run.home, [...words, '--at', admin])
const byTables = (...words: string[]) => runCairn(run.home, words, tables)

/** Each time another one: what runs may have been tested before. */
const named = (text: string) => `${text}-${randomBytes(4).toString('hex')}`

/** A tenant with statements, and documents of each kind, one of them large. */
async function filled(id: string): Promise<void> {
  await byApi('tenants', 'add', id)
  const { key, secret } = JSON.parse((await byApi('credentials', 'add', id, '--json')).out)
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
  const send = async (path: string, query: { [name: string]: string }, [body, type]: [body: string, type: string]) => {
    const common = { authorization, 'x-experience-api-version': '1.0.3', 'content-type': type }
    const headers = path.endsWith('profile') ? { ...common, 'if-none-match': '*' } : common
    const sent = { method: path === '/statements' ? 'POST' : 'PUT', headers, body }
    const response = await fetch(`${run.endpoint}${path}?${new URLSearchParams(query)}`, sent)
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
  }
  const statement = {
    actor: { mbox: 'mailto:ada@example.com' },
    verb: { id: 'http://example.com/v' },
    object: { id: 'http://example.com/a' },
  }
  await send('/statements', {}, [JSON.stringify([statement, statement]), 'application/json'])
  const [activityId, agent] = ['http://example.com/a', '{"mbox":"mailto:ada@example.com"}']
  await send('/activities/state', { activityId, agent, stateId: 's' }, ['{"page":1}', 'application/json'])
  await send('/activities/profile', { activityId, profileId: 'p' }, ['x'.repeat(400_000), 'text/plain'])
  await send('/agents/profile', { agent, profileId: 'p' }, ['grüße', 'text/plain'])
}

describe('cairn export --with-documents', () => {
  it('writes the statements and each document with its type, ETag and content, and verifies them', async () => {
    const id = named('whole')
    await filled(id)
    await filled(named('other'))
    let out = ''
    const words = ['export', '--tenant', id, '--format', 'jsonl', '--with-documents', '--out']
    // What was stored a moment ago is not yet in an export.
    const made = await within(
      30_000,
      () => {
        out = join(folder, named(id))
        return byTables(...words, out)
      },
      ({ out: text }) => text.includes('Exported 2 statements'),
    )
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('Exported 2 statements and 3 documents') })
    expect(readdirSync(out).sort()).toEqual(['documents-00001.jsonl', 'manifest.json', 'statements-00001.jsonl'])
    const lines = readFileSync(join(out, 'documents-00001.jsonl'), 'utf8').trim().split('\n')
    const documents = lines.map((line) => JSON.parse(line))
    const state = documents.find(({ resource }) => resource === 'activities/state')
    expect(state).toEqual({
      ...{ resource: 'activities/state', activityId: 'http://example.com/a', agent: 'mbox mailto:ada@example.com' },
      ...{ id: 's', contentType: 'application/json', bytes: 10, updated: expect.any(String) },
      etag: `"${createHash('sha1').update('{"page":1}').digest('hex')}"`,
      sha256: createHash('sha256').update('{"page":1}').digest('hex'),
      content: Buffer.from('{"page":1}').toString('base64'),
    })
    const large = documents.find(({ resource }) => resource === 'activities/profile')
    expect(Buffer.from(large.content, 'base64').toString()).toBe('x'.repeat(400_000))
    expect(await runCairn(run.home, ['export', 'verify', out])).toMatchObject({
      code: 0,
      out: 'Verified 2 files with 2 statements and 3 documents: 0 differences.\n',
    })
    writeFileSync(join(out, 'documents-00001.jsonl'), `${lines.slice(1).join('\n')}\n`)
    const differs = await runCairn(run.home, ['export', 'verify', out])
    expect(differs).toMatchObject({ code: 1, out: expect.stringContaining('documents-00001.jsonl has ') })
  }, 90_000)
})

it('an operator who opens the lake of a tenant, or asks it, is in the trail with the run, and not with the text', async () => {
  const id = named('asked')
  await byApi('tenants', 'add', id)
  const operator = (...words: string[]) => runCairn(run.home, words)
  expect(await operator('lake', 'open', id)).toMatchObject({ code: 0 })
  const sql = `SELECT count(*) FROM statements WHERE tenant = '${id}'`
  const asked = await operator('query', '--sql', sql, '--tenant', id, '--json')
  expect(asked).toMatchObject({ code: 0 })
  expect(await operator('query', 'verbs', '--tenant', id)).toMatchObject({ code: 0 })
  expect(await operator('query', '--sql', 'SELECT nothing', '--tenant', id)).toMatchObject({ code: 1 })
  const trail = async (): Promise<{ act: string; outcome: string; who: object; what: { query?: string } }[]> =>
    JSON.parse((await byApi('audit', id, '--json')).out).filter(({ act }: { act: string }) => /lake|query/.test(act))
  const entries = await within(60_000, trail, (all) => all.length >= 8)
  const { runId, scannedBytes } = JSON.parse(asked.out)
  const done = (act: string, what: object) =>
    expect.objectContaining({ act, outcome: 'done', what: expect.objectContaining(what) })
  expect(entries).toEqual(
    expect.arrayContaining([
      done('lake.opened', { command: 'lake open' }),
      done('query.run', { query: 'sql', run: runId, scannedBytes, count: 1 }),
      done('query.run', { query: 'verbs' }),
      expect.objectContaining({
        act: 'query.run',
        outcome: 'refused',
        who: { kind: 'operator', id: expect.any(String) },
      }),
    ]),
  )
  expect(JSON.stringify(entries)).not.toContain('SELECT')
}, 90_000)

describe.each([
  ['the admin API', byApi, 'api-held'],
  ['the tables', byTables, 'tables-held'],
] as const)('the end of a tenant by %s', (_, cairn, name) => {
  it('is counted before, held off, and taken back', async () => {
    const id = named(name)
    await filled(id)
    const { out } = await cairn('tenants', 'remove', id, '--dry-run')
    expect(out).toMatch(
      /^credentials +1\nmembers +0\nstatements +2, of 1 requests from .* \(UTC\)\ndocuments +3\nobjects +1\nlake files +\d+\nNothing was done\.\n$/,
    )
    expect(await cairn('tenants', 'release', id, '--reason', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${id} is not held`),
    })
    expect(await cairn('tenants', 'hold', id)).toMatchObject({ code: 2, err: expect.stringContaining('--reason') })
    expect(await cairn('tenants', 'hold', id, '--reason', 'a lawsuit')).toMatchObject({ code: 0 })
    const held = { code: 1, err: expect.stringContaining(`${id} is held`) }
    expect(await cairn('tenants', 'remove', id, '--reason', 'closed')).toMatchObject(held)
    expect((await cairn('tenants', 'remove', id, '--dry-run')).out).toContain('is held: nothing of it is removed')
    expect(await cairn('tenants', 'release', id, '--reason', 'settled')).toMatchObject({ code: 0 })
    await byApi('tenants', 'remove', id, '--reason', 'closed')
    expect((await cairn('tenants', 'show', id)).out).toContain('deleted after')
    expect(await cairn('tenants', 'restore', id)).toMatchObject({ code: 0 })
    expect((await cairn('tenants', 'show', id)).out).toMatch(/^state +works$/m)
    expect(await cairn('tenants', 'restore', id)).toMatchObject({ code: 1, err: expect.stringContaining('not marked') })
    expect(await cairn('tenants', 'certificate', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('No tenant'),
    })
  }, 90_000)
})
