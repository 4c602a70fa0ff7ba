/** `npm start`: runs all of Cairn on this machine, from the synthesized templates, until it is stopped. */
import path from 'node:path'
import { VERSION } from '../lambdas/runtime/names.ts'
import { showReady, USAGE } from '../local/banner.ts'
import { endpointFile } from '../local/endpoint-file.ts'
import { Failure } from '../local/failure.ts'
import { type Local, startLocal } from '../local/start.ts'
import { synthesizeIfChanged } from '../local/template/synthesized-assembly.ts'

const options = new Set(process.argv.slice(2))
const unknown = [...options].find((option) => !['--memory', '--quiet', '--version', '--help', '-h'].includes(option))
let local: Promise<Local> | undefined
let stopping = false

// An error that nothing else handles, such as a full disk, ends the runner at once: the engines' data survive that.
process.on('uncaughtException', fail)

if (unknown !== undefined) fail(new Failure(`npm start does not know ${unknown}: see npm start -- --help`))
else if (options.has('--version')) console.log(VERSION)
else if (options.has('--help') || options.has('-h')) console.log(USAGE)
else await start().catch(fail)

async function start(): Promise<void> {
  const port = Number(process.env.PORT || 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`PORT is ${process.env.PORT}: it must be 0 to 65535`)
  const home = path.resolve(process.env.CAIRN_HOME || '.cairn')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const isMemory = options.has('--memory')
  const inspect = process.env.CAIRN_INSPECT || undefined
  const assembly = () => synthesizeIfChanged(say, inspect !== undefined)
  const showRequest = isQuiet() ? undefined : say
  local = startLocal({ ...(isMemory ? {} : { home }), port, assembly, inspect, log: say, showRequest })
  const running = await local
  if (stopping) return
  endpointFile(running).write()
  showReady(running, isMemory)
}

/** `npm start --quiet`, which npm keeps for itself and tells in its variables, or `npm start -- --quiet`. */
function isQuiet(): boolean {
  const { npm_config_quiet: quiet, npm_config_loglevel: level = '' } = process.env
  return options.has('--quiet') || quiet === 'true' || ['warn', 'error', 'silent'].includes(level)
}

function say(line: string): void {
  if (!stopping) console.log(`  ${line}`)
}

async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  // Nothing may hold up a stop: children that still run then end when their channel to this process closes.
  setTimeout(() => process.exit(0), 1900).unref()
  const running = await local?.catch(() => undefined)
  if (running) endpointFile(running).remove()
  await running?.stop()
  process.exit(0)
}

function fail(error: unknown): void {
  console.error(
    error instanceof Failure || process.env.DEBUG === undefined ? String((error as Error)?.message ?? error) : error,
  )
  process.exit(1)
}
