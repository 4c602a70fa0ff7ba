/** `npm run query` as a process, on a home and an S3 emulator: its answers, its copy of the lake, its messages. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from '@jest/globals'
import { COLUMNS, PARTITIONS } from '../../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../../lambdas/lake/row.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { useLakeBuckets } from '../../support/s3-emulator.ts'

type Answer = { code: number; stdout: string; stderr: string }

const s3 = useLakeBuckets()
const home = temporaryFolder()

const query = (...args: string[]) => queryIn(home, ...args)
const queryIn = (CAIRN_HOME: string, ...args: string[]) =>
  new Promise<Answer>((done) => {
    execFile(
      process.execPath,
      ['bin/query.ts', ...args],
      { env: { ...process.env, CAIRN_HOME, NODE_OPTIONS: '' } },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })

const KEY = 'lake/tenant=demo/dt=2026-11-21/shardId-0-1-1.parquet'
const put = (id: string, Key = KEY) => {
  const text = JSON.stringify({
    id,
    actor: { mbox: 'mailto:a@x.org' },
    verb: { id: 'http://x.org/did' },
    object: { id: 'http://x.org/it' },
  })
  const Body = rowsToParquet([statementToRow(text, '019ce1a2b3c40000aaaaaaaa0000')])
  return s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }))
}
const ids = async () =>
  JSON.parse((await query('--format', 'json', 'SELECT statement_id FROM statements ORDER BY 1')).stdout)

describe('npm run query', () => {
  it('answers with no rows before there is a lake, and does not make the home', async () => {
    const before = await queryIn(join(home, 'none'), '--format', 'csv', 'SELECT tenant, statement_id FROM statements')
    expect(before).toMatchObject({ code: 0, stdout: 'tenant,statement_id\r\n' })
    expect(before.stderr).toMatch(/^Cairn does not run in .*, there are no data yet; start Cairn with: npm start\n$/)
    expect(existsSync(join(home, 'none'))).toBe(false)
  })

  it('reads new, replaced and removed files of the bucket while Cairn runs', async () => {
    writeFileSync(join(home, 'endpoint.json'), JSON.stringify({ lake: s3.address }))
    expect(await ids()).toEqual([])
    await put('a')
    expect(await ids()).toEqual([{ statement_id: 'a' }])
    await put('b')
    await put('c', 'lake/tenant=demo/dt=2026-11-22/shardId-0-2-2.parquet')
    expect(await ids()).toEqual([{ statement_id: 'b' }, { statement_id: 'c' }])
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: KEY }))
    expect(await ids()).toEqual([{ statement_id: 'c' }])
    const files = readdirSync(join(home, 'lake-cache'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((name) => name.includes('.parquet'))).toHaveLength(1)
  })

  it('answers from the last copy, and says so, when Cairn does not run', async () => {
    writeFileSync(
      join(home, 'endpoint.json'),
      JSON.stringify({ lake: { ...s3.address, endpoint: 'http://127.0.0.1:1' } }),
    )
    const answer = await query('SELECT statement_id FROM statements')
    expect(answer).toMatchObject({ code: 0, stdout: ['statement_id', '------------', 'c', '(1 row)', ''].join('\n') })
    expect(answer.stderr).toContain('the answer is from the last query made while it ran')
  })

  it.each([
    ['a mistake in the SQL', ['SELECT nope FROM statements'], /Referenced column "nope" not found/],
    ['no SQL', [], /^Usage: npm run query/],
    ['an unknown format', ['--format', 'xml', 'SELECT 1'], /^There is no format xml/],
    ['an unknown option', ['--fast', 'SELECT 1'], /--fast/],
  ])('says in one line what is wrong with %s, and fails', async (_, args, message) => {
    const { code, stdout, stderr } = await queryIn(join(home, 'none'), ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const lines = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('Cairn does not run'))
    expect(lines).toEqual([expect.stringMatching(message)])
  })

  it('shows every column and three examples with --help', async () => {
    const { stdout } = await query('--help')
    for (const { name } of [...PARTITIONS, ...COLUMNS]) expect(stdout).toMatch(new RegExp(`^  ${name} .*`, 'm'))
    expect(stdout.match(/^ {2}-- /gm)).toHaveLength(3)
  })
})
