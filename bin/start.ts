/** `npm start`: the whole of Cairn on this machine, from the synthesized templates. */
import path from 'node:path'
import { endpointFile, showReady, USAGE } from '../local/banner.ts'
import { Failure } from '../local/failure.ts'
import { type Local, startLocal } from '../local/start.ts'
import { cachedAssembly } from '../local/template/assembly-cache.ts'

const options = new Set(process.argv.slice(2))
const unknown = [...options].find((option) => !['--memory', '--help', '-h'].includes(option))
let local: Promise<Local> | undefined
let stopping = false

// Whatever nobody foresaw (a full disk) ends the runner at once: the homes of its engines survive that.
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
  const assembly = () => cachedAssembly(say, inspect !== undefined)
  local = startLocal({ ...(isMemory ? {} : { home }), port, assembly, inspect, log: say })
  const running = await local
  if (stopping) return
  endpointFile(running).write()
  showReady(running, isMemory)
}

function say(line: string): void {
  if (!stopping) console.log(`  ${line}`)
}

async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  // Nothing may hold up a stop that was asked for: what is still there then ends with its channel.
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
