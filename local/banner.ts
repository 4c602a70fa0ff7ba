/** What `npm start` prints: its usage, and how to send a first statement once it is ready. */
import type { Local } from './start.ts'

export const USAGE = `Usage: npm start [-- --memory]

Runs Cairn on this machine, from the templates that would be deployed.

  --memory      keeps nothing: all data are gone at the stop
  PORT          where requests are served on 127.0.0.1 (default 8080; 0 for any free port)
  CAIRN_HOME    the folder where data live on between runs (default .cairn)

  CAIRN_DYNAMODB=java    keeps the tables in AWS's DynamoDB Local (needs a JDK, 17 or newer) instead of dynoxide
  CAIRN_DYNAMODB_ENDPOINT, CAIRN_KINESIS_ENDPOINT, CAIRN_S3_ENDPOINT    use an engine that runs elsewhere

  CAIRN_IAM=on           functions may do only what their roles allow, as on AWS

  CAIRN_INSPECT=<function>[:<port>]    lets a debugger attach to one function, on 127.0.0.1:9229`

const STATEMENT =
  '{"actor":{"mbox":"mailto:ada@example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"http://example.com/course/1"}}'

/** All that a newcomer needs, and in the last line what tools wait for. */
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
