/**
 * A real Trino of one version, installed from Maven Central without Docker, with the lake's own Glue tables and views in
 * its file metastore. It needs Maven and a JDK of 24 or newer; the installation is kept in a folder outside the repository.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectionOf, TABLES } from '../../lambdas/lake/tables.ts'
import { athenaView, VIEWS } from '../../lambdas/lake/views.ts'

const VERSION = '476'
const LEAST_JAVA = 24
/** A server that has started takes work only seconds later. */
const RETRIES = 150
const PAUSE_MS = 200

export type Answer = { columns: { name: string; type: string }[]; rows: unknown[][] }
export type Trino = { query(sql: string): Promise<Answer>; stop(): Promise<void> }

/** @returns the JDK's folder, or undefined where there is none new enough */
export function javaHome(): string | undefined {
  const given = [process.env.TRINO_JAVA_HOME, process.env.JAVA_HOME].filter((home) => home !== undefined)
  const beside = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name)) : []
  return [...given, ...beside].find((home) => majorOf(home) >= LEAST_JAVA)
}

function majorOf(home: string): number {
  const file = join(home, 'release')
  return existsSync(file) ? Number(/JAVA_VERSION="(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0
}

/** Fetches about 450 MB once and keeps 350 of them. */
export function install(folder: string, java: string) {
  if (existsSync(join(folder, 'plugin', 'hive'))) return
  const download = resolve(folder, 'download')
  mkdirSync(download, { recursive: true })
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy'
  for (const artifact of [`trino-server-core:${VERSION}:tar.gz`, `trino-hive:${VERSION}:zip`]) {
    const options = [copy, `-Dartifact=io.trino:${artifact}`, `-DoutputDirectory=${download}`]
    execFileSync('mvn', ['-B', '-ntp', '-q', ...options], { cwd: download, stdio: 'inherit' })
  }
  execFileSync('tar', ['xzf', join(download, `trino-server-core-${VERSION}.tar.gz`), '-C', download])
  cpSync(join(download, `trino-server-core-${VERSION}`, 'lib'), join(folder, 'lib'), { recursive: true })
  execFileSync(join(java, 'bin', 'jar'), ['xf', join(download, `trino-hive-${VERSION}.zip`)], { cwd: download })
  mkdirSync(join(folder, 'plugin'), { recursive: true })
  renameSync(join(download, `trino-hive-${VERSION}`), join(folder, 'plugin', 'hive'))
  rmSync(download, { recursive: true })
}

/** @param lake holds `lake/tenant=...` and `voids/tenant=...`, as the bucket does */
export async function startTrino(folder: string, lake: string, java: string): Promise<Trino> {
  const port = await freePort()
  const home = resolve(folder, `run-${process.pid}`)
  rmSync(home, { recursive: true, force: true })
  writeConfiguration(home, lake, port)
  const log = openSync(join(home, 'server.log'), 'w')
  const memory = ['-Xmx1G', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError']
  const java24 = ['--add-modules=jdk.incubator.vector', '--add-opens=java.base/java.nio=ALL-UNNAMED']
  const rest = ['--enable-native-access=ALL-UNNAMED', `-Dconfig=${join(home, 'etc', 'config.properties')}`]
  // With another zone, times of Parquet shift.
  const zone = ['-Duser.timezone=UTC', '-Djdk.attach.allowAttachSelf=true']
  const args = [...memory, ...zone, ...java24, ...rest, '-cp', 'lib/*', 'io.trino.server.TrinoServer']
  const child = spawn(join(java, 'bin', 'java'), args, { cwd: resolve(folder), stdio: ['ignore', log, log] })
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit')
    rmSync(home, { recursive: true, force: true })
  }
  await started(child, `http://127.0.0.1:${port}`, join(home, 'server.log'))
  return { query: (sql) => query(`http://127.0.0.1:${port}`, sql), stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

function writeConfiguration(home: string, lake: string, port: number) {
  const root = join(home, 'root')
  mkdirSync(join(home, 'etc', 'catalog'), { recursive: true })
  declareTables(join(root, 'metastore'))
  symlinkSync(resolve(lake), join(root, 'bucket'))
  const catalog = {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///metastore',
    'hive.security': 'allow-all',
    // On S3 a folder that is not there is an empty one.
    'hive.ignore-absent-partitions': 'true',
    'fs.native-local.enabled': 'true',
    'local.location': root,
  }
  const server = {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': port,
    'discovery.uri': `http://127.0.0.1:${port}`,
    'node.environment': 'test',
    'node.id': 'local',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    'catalog.config-dir': join(home, 'etc', 'catalog'),
  }
  writeProperties(join(home, 'etc', 'catalog', 'awsdatacatalog.properties'), catalog)
  writeProperties(join(home, 'etc', 'config.properties'), server)
}

const writeProperties = (file: string, properties: { [name: string]: string | number }) =>
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )

/** The file metastore speaks Hive's types and Athena's `projection.*`, so it takes what Glue takes. */
function declareTables(metastore: string) {
  const write = (file: string, content: object) => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ writerVersion: VERSION, ...content }))
  }
  const database = { location: 'local:///metastore/cairn', ownerName: 'test', ownerType: 'USER', parameters: {} }
  write(join(metastore, '.cairn.trinoSchema'), database)
  const file = (name: string) => join(metastore, 'cairn', name, '.trinoSchema')
  const none = { serdeParameters: {}, columnStatistics: {}, owner: 'test' }
  const field = ({ name, hive }: { name: string; hive: string }) => ({ name, type: hive, properties: {} })
  for (const table of TABLES) {
    const location = `local:///bucket/${table.folder}`
    const columns = { dataColumns: table.columns.map(field), partitionColumns: table.partitions.map(field) }
    const parameters = { EXTERNAL: 'TRUE', ...projectionOf(table, location) }
    const kind = { tableType: 'EXTERNAL_TABLE', storageFormat: 'PARQUET', externalLocation: location }
    write(file(table.name), { ...none, ...kind, ...columns, parameters })
  }
  for (const view of VIEWS) {
    const { originalText, expandedText, parameters } = athenaView(view, 'cairn')
    const columns = { dataColumns: [{ name: 'dummy', type: 'string', properties: {} }], partitionColumns: [] }
    const texts = { viewOriginalText: originalText, viewExpandedText: expandedText }
    write(file(view.name), {
      ...none,
      ...columns,
      ...texts,
      parameters,
      tableType: 'VIRTUAL_VIEW',
      originalStorageFormat: {},
    })
  }
}

async function started(child: ChildProcess, base: string, log: string) {
  for (let tries = 0; tries < 4 * RETRIES; tries++) {
    if (child.exitCode !== null) throw new Error(`Trino has stopped: ${readFileSync(log, 'utf8').slice(-2000)}`)
    const info: { starting?: boolean } | undefined = await fetch(`${base}/v1/info`).then(
      (response) => response.json() as Promise<{ starting?: boolean }>,
      () => undefined,
    )
    if (info?.starting === false) return
    await sleep(PAUSE_MS)
  }
  child.kill()
  throw new Error(`Trino does not start, see ${log}`)
}

type Page = {
  columns?: { name: string; type: string }[]
  data?: unknown[][]
  error?: { errorName: string; message: string }
  nextUri?: string
}

async function query(base: string, sql: string): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await queryOnce(base, sql)
    if (!('error' in answer)) return answer
    const { errorName, message } = answer.error
    if (errorName !== 'NO_NODES_AVAILABLE' || tries === RETRIES) throw new Error(`${errorName}: ${message}`)
    await sleep(PAUSE_MS)
  }
}

async function queryOnce(base: string, sql: string): Promise<Answer | { error: NonNullable<Page['error']> }> {
  const headers = {
    'X-Trino-User': 'test',
    'X-Trino-Catalog': 'awsdatacatalog',
    'X-Trino-Schema': 'cairn',
    'X-Trino-Time-Zone': 'UTC',
  }
  const get = async (url: string, init = {}): Promise<Page> =>
    (await fetch(url, { headers, ...init })).json() as Promise<Page>
  const answer: Answer = { columns: [], rows: [] }
  let page = await get(`${base}/v1/statement`, { method: 'POST', body: sql })
  for (;;) {
    if (page.columns) answer.columns = page.columns.map(({ name, type }) => ({ name, type }))
    answer.rows.push(...(page.data ?? []))
    if (page.error) return { error: page.error }
    if (page.nextUri === undefined) return answer
    page = await get(page.nextUri)
  }
}
