/** What `npm start` prints: its usage, and how to send a first statement once it is ready. */
import path from 'node:path'
import type { Local } from './start.ts'

export const USAGE = `Usage: npm start [-- [--memory | --reset] [--demo] [--quiet] [--version]]

Runs Cairn on this machine, from the templates that would be deployed.

  --memory      keeps nothing: all data are gone at the stop
  --reset       removes all data of earlier runs from CAIRN_HOME first
  --demo        fills the tenant demo with a quarter of a plant's training, once
  --quiet       shows no requests (npm start --quiet does the same)
  PORT          where requests are served (default 8080; 0 for any free port)
  HOST          the address to listen on (default 127.0.0.1: this machine only). 0.0.0.0 lets in every machine that
                reaches this one, as a phone or from inside Docker: without TLS, with the keys of the demo tenants
  CAIRN_HOME    the folder where data live on between runs (default .cairn)

  CAIRN_DYNAMODB=java    keeps the tables in AWS's DynamoDB Local (needs a JDK, 17 or newer) instead of dynoxide
  CAIRN_DYNAMODB_ENDPOINT, CAIRN_KINESIS_ENDPOINT, CAIRN_S3_ENDPOINT    use an engine that runs elsewhere

  CAIRN_AWS=like[:<seed>]    is as slow, forgetful, limited and disorderly as AWS may be
  CAIRN_IAM=on               functions may do only what their roles allow, as on AWS

  CAIRN_INSPECT=<function>[:<port>]    lets a debugger attach to one function, on 127.0.0.1:9229`

/** Each one's password is the name. */
const SIGN_IN =
  '  People    owner, auditor, analyst, admin-demo sign in with their name as password: npm run cairn -- login\n'

const STATEMENT =
  '{"actor":{"mbox":"mailto:ada@example.com"},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"http://example.com/course/1"}}'

/** All that a newcomer needs, and in the last line what tools wait for. */
export function showReady(local: Local, host: string | undefined, isMemory: boolean): void {
  const { origin, console: page, home, tenants, deployment } = local
  const [demo] = tenants
  const curl = [
    `curl -u '${demo?.key}:${demo?.secret}' -H 'X-Experience-API-Version: 1.0.3' \\`,
    `  -H 'Content-Type: application/json' ${origin}/xapi/statements \\`,
    `  -d '${STATEMENT}'`,
  ]
  console.log(`
${page === undefined ? '' : `  Console   ${page}\n`}  Endpoint  ${origin}/xapi
  Key       ${demo?.key}
  Secret    ${demo?.secret}
  Data      ${isMemory ? 'gone at the stop' : home}
  Logs      ${path.join(home, 'logs')}
${deployment.issuer ? SIGN_IN : ''}  Stop      Ctrl-C${isMemory ? '' : '; to begin anew after that: npm start -- --reset'}
${host === undefined || isOwn(host) ? '' : openness(host)}
${curl.join('\n')}

Cairn is ready on ${origin}`)
}

const openness = (host: string) =>
  `  Open      to every machine that reaches ${host}, without TLS: whoever has key and secret reads and writes all\n`

/** Nobody but this machine reaches it there. */
const isOwn = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')
