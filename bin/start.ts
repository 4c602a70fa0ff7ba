/** `npm start`: runs all of Cairn on this machine, from the synthesized templates, until it is stopped. */
import path from 'node:path'
import { showReady, USAGE } from '../local/banner.ts'
import { endpointFile } from '../local/endpoint-file.ts'
import { Failure } from '../local/failure.ts'
import { type Local, startLocal } from '../local/start.ts'
import { synthesizeIfChanged } from '../local/template/synthesized-assembly.ts'

const options = new Set(process.argv.slice(2))
const unknown = [...options].find((option) => !['--memory', '--help', '-h'].includes(option))
let local: Promise<Local> | undefined
let stopping = false

// An error that nothing else handles, such as a full disk, ends the runner at once: the engines' data survive that.
process.on('uncaughtException', fail)

if (unknown !== undefined) fail(new Failure(`npm start does not know ${unknown}: see npm start -- --help`))
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
  const iam = isOn('CAIRN_IAM')
  const assembly = () => synthesizeIfChanged(say, inspect !== undefined)
  local = startLocal({ ...(isMemory ? {} : { home }), port, assembly, inspect, aws: { iam }, log: say })
  const running = await local
  if (stopping) return
  endpointFile(running).write()
  showReady(running, isMemory)
}

/** Off, unless it is on: what it costs is in docs/decisions.md. */
function isOn(name: string): boolean {
  const value = process.env[name] || 'off'
  if (value !== 'on' && value !== 'off') throw new Failure(`${name} is ${value}: it can be on or off`)
  return value === 'on'
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
