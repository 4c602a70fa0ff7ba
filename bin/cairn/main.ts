/** The operator's command: by the admin API, on the local runner or on a deployment in AWS. */
import { VERSION } from '../../lambdas/runtime/names.ts'
import type { Command } from './command.ts'
import { COMMAND_NAMES, findCommand, loadAll, loadCommand } from './commands.ts'
import { Failure, UsageError } from './failure.ts'

const WHERE = `Where: with --stack, or where STATEMENTS_TABLE, INDEX_TABLE, CONTROL_TABLE and CONTENT_BUCKET are set, past the admin
API with your own rights in AWS; else by the admin API that you signed in to (cairn login), else of the local runner.

  --at ADDRESS   by the admin API of this deployment, as https://lrs.example.org, of several that you signed in to
  --stack STACK  on the deployment whose data are in this stack (CairnData), with your own AWS credentials and region
  --json         prints the result as JSON
  --help         after any command: what it does, and its options

What the admin API does not have (owners, lists, index, lake, evidence, export) is done with rights in AWS, or on the
tables of the local runner of CAIRN_HOME (.cairn).

Exit codes: 0 done, 1 failed or a difference found, 2 the command was not understood`

async function overview(): Promise<string> {
  const lines = Array.from(await loadAll(), ([name, { summary }]) => `  ${name.padEnd(20)}${summary}`)
  return `Usage: cairn <command> [--at ADDRESS | --stack STACK] [--json] [--help] | cairn --version\n\n${lines.join('\n')}\n\n${WHERE}\n`
}

const helpOf = ({ usage, summary, details }: Command) =>
  `Usage: cairn ${usage}\n\n${summary}\n\n${details === undefined ? '' : `${details}\n\n`}${WHERE}\n`

async function answer(words: string[]): Promise<number> {
  if (words[0] === '--version') return print(`${VERSION}\n`)
  const isForHelp = words.length === 0 || ['--help', '-h', 'help'].includes(words[0] ?? '')
  // A group of commands has no help of its own.
  const isGroup = words.length === 2 && words[1] === '--help' && !COMMAND_NAMES.includes(words[0] ?? '')
  if (isForHelp || isGroup) return print(await overview())
  const { name, rest } = findCommand(words)
  const command = await loadCommand(name)
  const [{ readInput }, { perform }] = await Promise.all([import('./command.ts'), import('./way.ts')])
  const input = readInput(command, rest)
  if (input.values.help === true) return print(helpOf(command))
  const { text, json, code } = await perform(command, input)
  return print(input.values.json === true ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`, code)
}

function print(text: string, code = 0): number {
  process.stdout.write(text)
  return code
}

/** One line, and one for each thing where several are wrong. */
function linesOf(error: Error & { cause?: Error }): string[] {
  const line = [error.message, error.cause?.message].filter(Boolean).join(' ').replaceAll(/\s+/g, ' ')
  return [line, ...(error instanceof Failure ? error.details.map((one) => `  ${one}`) : [])]
}

/** Says the result on stdout, or on stderr why there is none. @returns the exit code */
export async function main(words: string[]): Promise<number> {
  try {
    return await answer(words)
  } catch (error) {
    process.stderr.write(`${linesOf(error as Error & { cause?: Error }).join('\n')}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}
