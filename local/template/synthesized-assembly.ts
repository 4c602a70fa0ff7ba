/** Synthesizes the app when a source has changed since the last start, else uses the assembly of that start again. */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
/** Everything that the templates and the bundles are made from. */
const SOURCES = [
  'bin/app.ts',
  'lib',
  'console',
  'lambdas',
  'schemas',
  'bin/compile-schemas.ts',
  'bin/compiled-schemas.ts',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
]
/**
 * The cloud waits a minute to write larger files; here statements should soon be in the lake, in files that soon become
 * few, and no query takes a minute.
 */
const SETTINGS = { lakeWindowSeconds: 2, lakeCompaction: 2, lakeKeepMinutes: 1 }

export type Synthesis = {
  /** Where the assembly goes if the checkout cannot be written to. */
  spare: string
  log(line: string): void
  /** For a debugger: the functions' code is readable and says where its source is. */
  sourceMaps?: boolean
  /** Ends a synthesis at once. */
  signal: AbortSignal
}

/** How long a start waits for another one's synthesis before it makes its own: three times what a slow machine needs. */
const OTHER_MAKER_MS = 120_000

/** Returns the folder of the assembly. Several may ask at once: one makes it, and none takes it away from another. */
export async function synthesizeIfChanged({ spare, log, sourceMaps = false, signal }: Synthesis): Promise<string> {
  const settings = { ...SETTINGS, ...(sourceMaps && { sourceMaps }) }
  const name = `assembly-${hashSources(settings)}`
  const build = [path.join(PROJECT, '.build'), spare]
  const findMade = () => build.map((folder) => path.join(folder, name)).find(isWhole)
  const made = findMade()
  if (made !== undefined) return made
  const folder = path.join(build.find(isWritable) ?? spare, name)
  const unfinished = `${folder}.${process.pid}`
  try {
    mkdirSync(unfinished, { recursive: true })
    await earlierMakers(folder, log, signal)
    const madeMeanwhile = findMade()
    if (madeMeanwhile !== undefined) return madeMeanwhile
    await synthesize(unfinished, settings, { log, signal })
    removeLayers(unfinished)
    putInPlace(unfinished, folder)
  } finally {
    for (const left of [unfinished, `${unfinished}.bundles`]) rmSync(left, { recursive: true, force: true })
  }
  removeOlder(path.dirname(folder), folder)
  return folder
}

const isWhole = (assembly: string) => existsSync(path.join(assembly, 'manifest.json'))

/** Waits while a start that came before makes the same assembly, for as long as a synthesis takes at most. */
async function earlierMakers(folder: string, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  // Of starts in the same moment each sees the others' folders, and all agree whose is the first.
  const isBeingMade = () => {
    const makers = readdirSync(path.dirname(folder)).flatMap((name) => {
      const pid = name.startsWith(`${path.basename(folder)}.`) ? makerOf(name) : undefined
      const since = pid !== undefined && isAlive(pid) ? bornAt(`${folder}.${pid}`) : undefined
      return pid === undefined || since === undefined ? [] : [{ pid, since }]
    })
    const [first] = makers.toSorted((one, other) => Number(one.since - other.since) || one.pid - other.pid)
    return first !== undefined && first.pid !== process.pid
  }
  if (!isBeingMade()) return
  log('Another start synthesizes the app, waiting for it ...')
  const end = Date.now() + OTHER_MAKER_MS
  while (isBeingMade() && Date.now() < end) await setTimeout(200, undefined, { signal })
}

/** In nanoseconds; undefined where the folder is gone. */
const bornAt = (folder: string) => statSync(folder, { bigint: true, throwIfNoEntry: false })?.birthtimeNs

/** A whole assembly is never taken away: another start may have made it meanwhile, and run its functions from it. */
function putInPlace(unfinished: string, folder: string): void {
  if (isWhole(folder)) return
  rmSync(folder, { recursive: true, force: true })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!isWhole(folder)) throw error
  }
}

/** The layers of CDK's own functions, 22 MB: nothing of them runs here, and an assembly is made after each change. */
function removeLayers(assembly: string): void {
  for (const name of readdirSync(assembly).filter((one) => /^asset\..*\.zip$/.test(one)))
    rmSync(path.join(assembly, name))
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** In a process of its own: this one goes on answering meanwhile, and Ctrl-C is heard. */
async function synthesize(outdir: string, settings: object, { log, signal }: Pick<Synthesis, 'log' | 'signal'>) {
  log('Synthesizing the app (only after a change) ...')
  const begin = Date.now()
  const progress = setInterval(() => log(`Still synthesizing, ${Math.round((Date.now() - begin) / 1000)} s`), 3000)
  const module = fileURLToPath(new URL('./synthesis-process.ts', import.meta.url))
  const child = fork(module, [outdir, JSON.stringify(settings)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Ctrl-C reaches the terminal's whole group: only the runner decides what it means.
    detached: true,
    killSignal: 'SIGKILL',
    signal,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      let reason = 'its process ended'
      child.on('message', (message) => {
        reason = String(message)
      })
      child.once('error', reject)
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Failure(`The app is not sound: ${reason}`))))
    })
  } finally {
    clearInterval(progress)
  }
}

/** A runner that still runs may start its functions from an older assembly, so those of the last two days stay. */
function removeOlder(build: string, current: string): void {
  for (const name of readdirSync(build).filter((name) => name.startsWith('assembly-'))) {
    const folder = path.join(build, name)
    const maker = makerOf(name)
    const isOld = maker === undefined ? Date.now() - statSync(folder).mtimeMs > 2 * 86_400_000 : !isAlive(maker)
    if (folder !== current && isOld) rmSync(folder, { recursive: true, force: true })
  }
}

/** The process that makes an unfinished assembly; undefined for a finished one. */
function makerOf(name: string): number | undefined {
  const [, maker] = /\.(\d+)(\.bundles)?$/.exec(name) ?? []
  return maker === undefined ? undefined : Number(maker)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Changes with everything that the templates and the bundles are made from. */
export function hashSources(settings: object): string {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  for (const source of SOURCES) {
    const root = path.join(PROJECT, source)
    if (!existsSync(root)) continue
    for (const file of statSync(root).isDirectory() ? filesIn(root) : [root]) {
      // These are made from the schemas, which are hashed themselves.
      if (file.includes('.compiled.')) continue
      hash
        .update(`${path.relative(PROJECT, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
