import { rmSync } from 'node:fs'
import path from 'node:path'
import { ENV } from '../lambdas/runtime/names.ts'
import { REGION } from './account.ts'
import { writeWhole } from './home.ts'
import type { Local } from './start.ts'

export const USAGE = `Usage: npm start [-- --memory]

Runs Cairn on this machine, from the templates that would be deployed.

  --memory      keeps nothing: all data are gone at the stop
  PORT          where requests are served on 127.0.0.1 (default 8080; 0 for any free port)
  CAIRN_HOME    the folder where data live on between runs (default .cairn)

  CAIRN_DYNAMODB=java    keeps the tables in AWS's DynamoDB Local (needs a JDK, 17 or newer) instead of dynoxide
  CAIRN_DYNAMODB_ENDPOINT, CAIRN_KINESIS_ENDPOINT, CAIRN_S3_ENDPOINT    use an engine that runs elsewhere

  CAIRN_INSPECT=<function>[:<port>]    lets a debugger attach to one function, on 127.0.0.1:9229`

const STATEMENT =
  '{"actor":{"mbox":"mailto:ada@example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"http://example.com/course/1"}}'

/** The one block a newcomer needs, and last the line that tools wait for. */
export function showReady({ origin, home, tenants: [demo] }: Local, isMemory: boolean): void {
  const curl = [
    `curl -u '${demo?.key}:${demo?.secret}' -H 'X-Experience-API-Version: 1.0.3' \\`,
    `  -H 'Content-Type: application/json' ${origin}/xapi/statements \\`,
    `  -d '${STATEMENT}'`,
  ]
  console.log(`
  Endpoint  ${origin}/xapi
  Key       ${demo?.key}
  Secret    ${demo?.secret}
  Data      ${isMemory ? 'gone at the stop' : home}
  Stop      Ctrl-C

${curl.join('\n')}

Cairn is ready on ${origin}`)
}

/** The variables that say which tables and bucket a function works on: the operator's command works on the same. */
const STORE = [ENV.statementsTable, ENV.indexTable, ENV.documentsTable, ENV.controlTable, ENV.contentBucket]
const storeNames = (names: Record<string, string>) =>
  Object.fromEntries(STORE.flatMap((name) => (names[name] === undefined ? [] : [[name, names[name]]])))

/** `endpoint.json` in the home tells other tools what runs, as long as it runs. */
export function endpointFile({ origin, home, tenants, endpoints, deployment }: Local): {
  write(): void
  remove(): void
} {
  const file = path.join(home, 'endpoint.json')
  const names = Object.assign({}, ...deployment.functions.map(({ environment }) => environment))
  const lake: string | undefined = names[ENV.lakeBucket]
  const content = {
    endpoint: `${origin}/xapi`,
    tenants,
    store: { dynamodb: endpoints.dynamodb, s3: endpoints.s3, region: REGION, names: storeNames(names) },
    ...(lake !== undefined && { lake: { endpoint: endpoints.s3, bucket: lake, region: REGION } }),
  }
  return {
    // It holds the secrets of the demo tenants.
    write: () => writeWhole(file, `${JSON.stringify(content, null, 2)}\n`, 0o600),
    remove: () => rmSync(file, { force: true }),
  }
}
