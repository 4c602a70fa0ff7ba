#!/usr/bin/env node
/** `npm run cairn -- <command>`: the operator's command, on the local runner or on a deployment in AWS. */
import { type Command, readInput, textOf } from './cairn/command.ts'
import { connect } from './cairn/deployment.ts'
import { UsageError } from './cairn/failure.ts'
import { compareIndex, rebuildIndex } from './cairn/index-command.ts'
import { updateCredential } from './cairn/leniency-command.ts'
import { raiseList, showLists } from './cairn/lists-command.ts'
import { addCredential, addTenant, revoke, showCredentials, showTenants } from './cairn/tenants-command.ts'

const COMMANDS: { [name: string]: Command } = {
  'tenants add': addTenant,
  'tenants list': showTenants,
  'credentials add': addCredential,
  'credentials list': showCredentials,
  'credentials update': updateCredential,
  'credentials revoke': revoke,
  'lists raise': raiseList,
  'lists show': showLists,
  'index check': compareIndex,
  'index rebuild': rebuildIndex,
}

const WHERE = `  --stack STACK  works on the deployment whose data are in this stack (CairnData), with your own AWS credentials and
                 region. Without it: on the tables of STATEMENTS_TABLE, INDEX_TABLE, CONTROL_TABLE and the bucket
                 CONTENT_BUCKET if they are set, else on the local runner of CAIRN_HOME (.cairn).`

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(20)}${summary}`)
  return `Usage: cairn <command> [--stack STACK] [--help]\n\n${lines.join('\n')}\n\n${WHERE}\n`
}

const helpOf = ({ usage, summary, details }: Command) =>
  `Usage: cairn ${usage}\n\n${summary}\n\n${details === undefined ? '' : `${details}\n\n`}${WHERE}\n`

async function main(words: string[]): Promise<number> {
  const name = words.slice(0, 2).join(' ')
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    const isHelp = words.length === 0 || ['--help', '-h', 'help'].some((word) => words.includes(word))
    if (!isHelp) throw new UsageError(`There is no command "${name}": see cairn --help`)
    process.stdout.write(overview())
    return 0
  }
  const input = readInput(command, words.slice(2))
  if (input.values.help === true) {
    process.stdout.write(helpOf(command))
    return 0
  }
  return (await command.run(await connect(textOf(input.values, 'stack')), input)) ?? 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { message, cause } = error as Error & { cause?: Error }
  process.stderr.write(`${[message, cause?.message].filter(Boolean).join(' ').replaceAll(/\s+/g, ' ')}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
