/**
 * Chooses the engine for the tables: dynoxide, a native program that keeps them in SQLite, so that nobody needs Java;
 * AWS's own DynamoDB Local where there is no such program for the platform, or where CAIRN_DYNAMODB=java asks for it.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { Failure } from '../failure.ts'
import type { Home } from '../home/home.ts'
import { type DynamoDbEngine, dynamoDbLocal } from './dynamodb-local.ts'
import { indexAndPruneChanges } from './dynoxide-changes.ts'

export async function dynamoDbEngine(home: Home): Promise<DynamoDbEngine> {
  const choice = process.env.CAIRN_DYNAMODB ?? ''
  if (!['', 'dynoxide', 'java'].includes(choice))
    throw new Failure(`CAIRN_DYNAMODB is ${choice}: it can be dynoxide or java`)
  const program = choice === 'java' ? undefined : findDynoxide()
  if (program) {
    const port = await freePort()
    const name = 'dynamodb.sqlite'
    const file = home.file(name)
    return {
      name: 'dynoxide',
      file: name,
      endpoint: `http://127.0.0.1:${port}`,
      child: {
        module: new URL('./native-process.ts', import.meta.url),
        arguments: [program, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file],
      },
      prepare: () => indexAndPruneChanges(home, file),
    }
  }
  if (choice === 'dynoxide')
    throw new Failure(`There is no dynoxide for ${process.platform}-${process.arch}: try CAIRN_DYNAMODB=java`)
  return dynamoDbLocal(home, await freePort())
}

function findDynoxide(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    const folder = path.dirname(require.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`))
    const program = path.join(folder, 'dynoxide')
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}

/** Neither engine tells which port it took, so the runner chooses one for it. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
