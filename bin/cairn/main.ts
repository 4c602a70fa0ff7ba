/** The operator's command, on the local runner or on a deployment in AWS. */
import { VERSION } from '../../lambdas/runtime/names.ts'
import { showTrail } from './audit-command.ts'
import { type Command, readInput, textOf } from './command.ts'
import { addCredential, revoke, rotate, showCredentials, updateCredential } from './credentials-command.ts'
import { connect } from './deployment.ts'
import { proveStatement, showHead, showKey } from './evidence-command.ts'
import { exportTenant, verifyExport } from './export-command.ts'
import { UsageError } from './failure.ts'
import { compareIndex, rebuildIndex } from './index-command.ts'
import { checkLakeDays } from './lake-check-command.ts'
import { compactFiles } from './lake-compact-command.ts'
import { openLakeForTenant } from './lake-open-command.ts'
import { replayLakeDays } from './lake-replay-command.ts'
import { raiseList, showLists } from './lists-command.ts'
import { login, logout, whoami } from './login-command.ts'
import { nearest } from './nearest.ts'
import { runRecorded } from './operator-trail.ts'
import { addDeploymentOwner, dropOwner, showOwners } from './owners-command.ts'
import { qualifyIq, qualifyOq, verifyQualification } from './qualify-commands.ts'
import { askLake } from './query-command.ts'
import { addTenant, dropTenant, showTenants } from './tenants-command.ts'
import { showSenders, showUsage } from './usage-command.ts'
import { verifyEvidence } from './verify-command.ts'

const COMMANDS: { [name: string]: Command } = {
  login,
  logout,
  whoami,
  'owners add': addDeploymentOwner,
  'owners list': showOwners,
  'owners remove': dropOwner,
  'tenants add': addTenant,
  'tenants list': showTenants,
  'tenants remove': dropTenant,
  'credentials add': addCredential,
  'credentials list': showCredentials,
  'credentials update': updateCredential,
  'credentials rotate': rotate,
  'credentials revoke': revoke,
  'lists raise': raiseList,
  'lists show': showLists,
  'index check': compareIndex,
  'index rebuild': rebuildIndex,
  'lake check': checkLakeDays,
  'lake compact': compactFiles,
  'lake replay': replayLakeDays,
  'lake open': openLakeForTenant,
  proof: proveStatement,
  heads: showHead,
  'evidence key': showKey,
  verify: verifyEvidence,
  'qualify iq': qualifyIq,
  'qualify oq': qualifyOq,
  'qualify verify': verifyQualification,
  usage: showUsage,
  senders: showSenders,
  query: askLake,
  audit: showTrail,
  export: exportTenant,
  'export verify': verifyExport,
}

/** The same under the name that somebody knows from another command. */
const SYNONYMS: { [name: string]: string } = {
  'tenants show': 'tenants list',
  'tenants revoke': 'tenants remove',
  'credentials show': 'credentials list',
  'credentials remove': 'credentials revoke',
  'lists list': 'lists show',
}

const WHERE = `  --stack STACK  works on the deployment whose data are in this stack (CairnData), with your own AWS credentials and
                 region. Without it: on the tables of STATEMENTS_TABLE, INDEX_TABLE, CONTROL_TABLE and the bucket
                 CONTENT_BUCKET if they are set, else on the local runner of CAIRN_HOME (.cairn).
  --json         prints the result as JSON
  --help         after any command: what it does, and its options

Exit codes: 0 done, 1 failed or a difference found, 2 the command was not understood`

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(20)}${summary}`)
  return `Usage: cairn <command> [--stack STACK] [--json] [--help] | cairn --version\n\n${lines.join('\n')}\n\n${WHERE}\n`
}

const helpOf = ({ usage, summary, details }: Command) =>
  `Usage: cairn ${usage}\n\n${summary}\n\n${details === undefined ? '' : `${details}\n\n`}${WHERE}\n`

/** Most are called by two words, some by one. `rest`: the words after its name. @throws UsageError */
function commandOf(words: string[]): { command: Command; rest: string[] } {
  const name = words.slice(0, 2).join(' ')
  for (const length of [2, 1]) {
    const called = words.slice(0, length).join(' ')
    const command = COMMANDS[SYNONYMS[called] ?? called]
    const isOne = Object.hasOwn(COMMANDS, called) || Object.hasOwn(SYNONYMS, called)
    if (command !== undefined && isOne) return { command, rest: words.slice(length) }
  }
  const own = Object.keys(COMMANDS).filter((one) => one.startsWith(`${words[0]} `))
  if (words.length === 1 && own.length > 0) throw new UsageError(`cairn ${words[0]} what? ${own.join(', ')}.`)
  const meant = nearest(name, Object.keys(COMMANDS))
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  throw new UsageError(`There is no command "${name}".${hint} See cairn --help`)
}

async function main(words: string[]): Promise<number> {
  if (words[0] === '--version') return print(`${VERSION}\n`)
  if (words.length === 0 || ['--help', '-h', 'help'].includes(words[0] ?? '')) return print(overview())
  // A group of commands has no help of its own.
  if (words.length === 2 && words[1] === '--help' && !Object.hasOwn(COMMANDS, words[0] ?? '')) return print(overview())
  const { command, rest } = commandOf(words)
  const input = readInput(command, rest)
  if (input.values.help === true) return print(helpOf(command))
  const run = async () => runRecorded(command, await connect(textOf(input.values, 'stack')), input)
  const { text, json, code } = await (command.runAlone?.(input) ?? run())
  return print(input.values.json === true ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`, code)
}

function print(text: string, code = 0): number {
  process.stdout.write(text)
  return code
}

// Whoever reads the result may have seen enough, as `head` does.
process.stdout.on('error', () => process.exit())

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { message, cause } = error as Error & { cause?: Error }
  process.stderr.write(`${[message, cause?.message].filter(Boolean).join(' ').replaceAll(/\s+/g, ' ')}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
