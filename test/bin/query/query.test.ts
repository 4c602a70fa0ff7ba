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
const queryIn = (CAIRN_HOME: string, ...args: string[]) => queryWith({ CAIRN_HOME }, ...args)
const queryWith = ({ CAIRN_HOME, stdin = '' }: { CAIRN_HOME: string; stdin?: string }, ...args: string[]) =>
  new Promise<Answer>((done) => {
    const child = execFile(
      process.execPath,
      ['bin/launch.mjs', 'bin/query.ts', ...args],
      { env: { ...process.env, CAIRN_HOME, NODE_OPTIONS: '' } },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
    child.stdin?.end(stdin)
  })

const KEY = 'lake/tenant=demo/dt=2026-11-21/shardId-0-1-1.parquet'
const put = (id: string, Key = KEY, name = 'Ann') => {
  const text = JSON.stringify({
    id,
    actor: { name, mbox: 'mailto:a@x.org' },
    verb: { id: 'http://x.org/did' },
    object: { id: 'http://x.org/it' },
  })
  const Body = rowsToParquet([statementToRow(text, '019ce1a2b3c40000aaaaaaaa0000')])
  return s3.client.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }))
}
const ids = async () =>
  JSON.parse(
    (await query('--format', 'json', "SELECT statement_id FROM statements WHERE tenant = 'demo' ORDER BY 1")).stdout,
  )

describe('npm run query', () => {
  it('answers with no rows before there is a lake, and does not make the home', async () => {
    const before = await queryIn(
      join(home, 'none'),
      '--format',
      'csv',
      "SELECT tenant, statement_id FROM statements WHERE tenant = 'demo'",
    )
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
    const answer = await query("SELECT statement_id FROM statements WHERE tenant = 'demo'")
    expect(answer).toMatchObject({ code: 0, stdout: ['statement_id', '------------', 'c', '(1 row)', ''].join('\n') })
    expect(answer.stderr).toContain('the answer is from the last query made while it ran')
  })

  it.each([
    ['no SQL', [], 2, /^Usage: npm run query/],
    ['nothing but a comment', ['-- SELECT 1'], 2, /this has 0/],
    ['an unknown format', ['--format', 'xml', 'SELECT 1'], 2, /^There is no format xml/],
    ['two formats', ['--json', '--csv', 'SELECT 1'], 2, /^One format at a time: json or csv/],
    ['an unknown option', ['--fast', 'SELECT 1'], 2, /--fast/],
    ['a file that is not there', ['--file', 'none.sql'], 2, /none\.sql cannot be read \(ENOENT\)/],
    ['two statements', ['SELECT 1; SELECT 2'], 2, /^One statement at a time: this has 2/],
    ['a query without a tenant', ['SELECT 1 FROM statements'], 1, /without naming a tenant, which Athena refuses/],
  ])('says in one line what is wrong with %s, and fails', async (_, args, exitCode, message) => {
    const { code, stdout, stderr } = await queryIn(join(home, 'none'), ...args)
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
    const lines = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('Cairn does not run'))
    expect(lines).toEqual([expect.stringMatching(message)])
  })

  it('says what to do where an aggregate of Athena cannot be filtered here', async () => {
    const sql = "SELECT max_by(success, sq) FILTER (WHERE dt > '2026') FROM statements WHERE tenant = 'demo'"
    const { code, stderr } = await queryIn(join(home, 'none'), sql)
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('max_by takes no FILTER, DISTINCT or ORDER BY here: choose the rows in a subquery.'),
    ])
  })

  it.each([
    ['SELECT actor_nam FROM statements', /^There is no column actor_nam here\. Did you mean actor_name, /, 'actor_nam'],
    ['SELECT 1 FROM statement', /^There is no table statement\. Did you mean statements\?/, 'statement'],
    ['SELECT foo(1)', /^There is no function foo\. Did you mean/, 'foo'],
    ['SELECT 1 FROM statements\nWHER x', /syntax error at or near "x"/, 'x'],
  ])('points to the place of the mistake in %j, with near names', async (sql, message, place) => {
    const { code, stderr } = await queryIn(join(home, 'none'), sql)
    const [sentence = '', line = '', caret = ''] = stderr.trimEnd().split('\n').slice(1)
    expect(code).toBe(1)
    expect(sentence).toMatch(message)
    expect(line).toMatch(/^LINE \d: /)
    expect(line.slice(caret.indexOf('^')).startsWith(place)).toBe(true)
  })

  it('takes SQL from a file, also with a byte order mark, and from what is piped in', async () => {
    const file = join(home, 'query.sql')
    writeFileSync(file, "\uFEFFSELECT 'file' AS source;\n")
    const none = join(home, 'none')
    expect((await queryIn(none, '--csv', '--file', file)).stdout).toBe('source\r\nfile\r\n')
    const stdin = "SELECT 'pipe' AS source"
    expect((await queryWith({ CAIRN_HOME: none, stdin }, '--json')).stdout).toBe('[\n  {"source":"pipe"}\n]\n')
    expect((await queryWith({ CAIRN_HOME: none, stdin }, '--csv', '-')).stdout).toBe('source\r\npipe\r\n')
  })

  it('keeps U+FEFF at the beginning of a value, and says how old the lake is where there is no row', async () => {
    writeFileSync(join(home, 'endpoint.json'), JSON.stringify({ lake: s3.address }))
    await put('bom', KEY, '\uFEFFAnn')
    const named = (id: string) =>
      `SELECT actor_name, [actor_name] AS l FROM statements WHERE tenant = 'demo' AND statement_id = '${id}'`
    expect(JSON.parse((await query('--json', named('bom'))).stdout)).toEqual([
      { actor_name: '\uFEFFAnn', l: ['\uFEFFAnn'] },
    ])
    const none = await query(named('none'))
    expect(none.stdout).toMatch(/\(0 rows\)\n$/)
    expect(none.stderr).toMatch(/the newest file of the lake is \d+ s old\.\n$/)
    expect((await query('--csv', named('none'))).stderr).toBe('')
  })

  it('shows every column and three examples with --help', async () => {
    const { stdout } = await query('--help')
    for (const { name } of [...PARTITIONS, ...COLUMNS]) expect(stdout).toMatch(new RegExp(`^  ${name} .*`, 'm'))
    expect(stdout.match(/^ {2}-- /gm)).toHaveLength(3)
  })
})
