/** `npm start`: runs all of Cairn on this machine, from the synthesized templates, until it is stopped. */
import { VERSION } from '../lambdas/runtime/names.ts'
import { showReady, USAGE } from '../local/banner.ts'
import { sendDemoData } from '../local/demo/demo-data.ts'
import { endpointFile } from '../local/endpoint-file.ts'
import { Failure } from '../local/failure.ts'
import { onParentEnd } from '../local/home/parent.ts'
import { resetHome } from '../local/home/reset.ts'
import { type Local, startLocal } from '../local/start.ts'
import { synthesizeIfChanged } from '../local/template/synthesized-assembly.ts'
import { readSettings, type StartSettings } from './start/settings.ts'
import { showProgress } from './terminal/progress.ts'

/** A stop that takes longer ends without its children: they end when their channel to this process closes. */
const STOP_MS = 1900

const stopping = new AbortController()
let local: Promise<Local> | undefined

// An error that nothing else handles, such as a full disk, ends the runner at once: the engines' data survive that.
process.on('uncaughtException', fail)

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings.version) console.log(VERSION)
  else if (settings.help) console.log(USAGE)
  else await start(settings)
} catch (error) {
  if (!stopping.signal.aborted) fail(error)
}

async function start({
  isMemory,
  isReset,
  isQuiet,
  isDemo,
  isIamOn,
  folder,
  ...settings
}: StartSettings): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // Started by hand it may outlive its shell.
  if (process.env.npm_lifecycle_event !== undefined) onParentEnd(stop)
  if (isReset && resetHome(folder)) say(`Removed what was in ${folder}`)
  let isFilling = isDemo
  const showRequest = (line: string) => {
    if (!isFilling) say(line)
  }
  local = startLocal({
    ...settings,
    aws: { iam: isIamOn },
    ...(isMemory ? {} : { home: folder }),
    assembly: (build) => synthesizeIfChanged({ ...build, log: say, sourceMaps: settings.inspect !== undefined }),
    log: say,
    showRequest: isQuiet ? undefined : showRequest,
    signal: stopping.signal,
    onFailure: (failure) => void end(() => fail(failure)),
  })
  const running = await local
  if (isDemo) await fill(running)
  isFilling = false
  if (stopping.signal.aborted) return
  endpointFile(running).write()
  showReady(running, settings.host, isMemory)
}

/** The demo data, before anybody is told that Cairn is ready: so the first query finds them. */
async function fill(running: Local): Promise<void> {
  let sent = ''
  const progress = showProgress((seconds) => `  Sending the demo data${sent}: ${seconds} s`)
  const { people, statements, end } = await sendDemoData(running, {
    now: Date.now(),
    signal: stopping.signal,
    sent: (done, of) => {
      sent = `, ${done.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} statements`
    },
  }).finally(() => progress.end())
  const what = statements === 0 ? 'are there already' : `${statements.toLocaleString('en-US')} statements`
  say(`Demo data: ${what}; ${people} people, the 13 weeks before ${new Date(end).toISOString().slice(0, 10)}`)
}

function say(line: string): void {
  if (!stopping.signal.aborted) console.log(`  ${line}`)
}

function stop(): void {
  void end(() => process.exit(0))
}

/** @param last what ends this process, when nothing else runs any more */
async function end(last: () => void): Promise<void> {
  if (stopping.signal.aborted) return
  stopping.abort()
  setTimeout(last, STOP_MS).unref()
  const running = await local?.catch(() => undefined)
  if (running) endpointFile(running).remove()
  await running?.stop()
  last()
}

function fail(error: unknown): void {
  console.error(
    error instanceof Failure || process.env.DEBUG === undefined ? String((error as Error)?.message ?? error) : error,
  )
  process.exit(1)
}
