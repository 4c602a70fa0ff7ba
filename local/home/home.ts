import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Failure, messageOf } from '../failure.ts'

/** The folder where everything local lives on between runs. One runner at a time holds it. */
export type Home = {
  folder: string
  file(name: string): string
  /** Remembers a child process, so that the next start can end it if this runner is killed before it can. */
  adopt(pid: number): void
  forget(pid: number): void
  /** A fact that stays with the home: given at its making, it must be the same at every later start. */
  insist(fact: string, value: string): void
  checkpoint(name: string): Checkpoint
  release(): void
}
/** Positions that survive a kill: each is on disk before the work that follows it. */
export type Checkpoint = { get(key: string): string | undefined; set(key: string, value: string): void }

type Holder = { pid: number; since: string }
type Lock = Holder & { children: Holder[] }

const FORMAT = '1'

export function openHome(folder: string): Home {
  const file = (name: string) => path.join(folder, name)
  makeFolder(folder)
  endLeftovers(file('lock.json'), folder)
  const lock: Lock = { pid: process.pid, since: birthOf(process.pid), children: [] }
  const keep = () => writeWhole(file('lock.json'), JSON.stringify(lock))
  claim(file('lock.json'), JSON.stringify(lock), folder)
  const facts = readFacts(file('home.json'))
  const home: Home = {
    folder,
    file,
    adopt(pid) {
      lock.children.push({ pid, since: birthOf(pid) })
      keep()
    },
    forget(pid) {
      lock.children = lock.children.filter((child) => child.pid !== pid)
      keep()
    },
    insist(fact, value) {
      const known = facts[fact]
      if (known !== undefined && known !== value) {
        throw new Failure(
          `${folder} was made with ${fact} ${known}, not ${value}: use another CAIRN_HOME, or move it away`,
        )
      }
      facts[fact] = value
      writeWhole(file('home.json'), JSON.stringify(facts))
    },
    checkpoint: (name) => openCheckpoint(file(path.join('checkpoints', `${name}.json`))),
    release: () => rmSync(file('lock.json'), { force: true }),
  }
  try {
    home.insist('format', FORMAT)
  } catch (error) {
    home.release()
    throw error
  }
  return home
}

/** A home that is gone when the runner stops. */
export function openTemporaryHome(): Home {
  const home = openHome(mkdtempSync(path.join(memoryFolder() ?? tmpdir(), 'cairn-')))
  return { ...home, release: () => rmSync(home.folder, { recursive: true, force: true }) }
}

/** A folder in memory, where there is one with room: the engines wait for the disk at every write. */
function memoryFolder(): string | undefined {
  const folder = '/dev/shm'
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > 2 ** 30 ? folder : undefined
  } catch {
    return undefined
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(path.join(folder, 'checkpoints'), { recursive: true })
    mkdirSync(path.join(folder, 'logs'), { recursive: true })
  } catch (error) {
    throw new Failure(`CAIRN_HOME ${folder} cannot be used: ${messageOf(error)}`)
  }
  const foreign = readdirSync(folder).filter((name) => !['checkpoints', 'logs', 'lake-cache'].includes(name))
  if (foreign.length > 0 && !foreign.includes('home.json') && !foreign.includes('lock.json')) {
    throw new Failure(`CAIRN_HOME ${folder} holds other things (${foreign[0]}) and is no home of Cairn`)
  }
}

function readFacts(file: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return {}
  }
  return parse(file, text)
}

/** Refuses a home that a live runner holds; ends the engines that a killed runner left behind. */
function endLeftovers(file: string, folder: string): void {
  let lock: Lock
  try {
    lock = JSON.parse(readFileSync(file, 'utf8')) as Lock
  } catch {
    rmSync(file, { force: true })
    return
  }
  if (lives(lock)) throw inUse(folder, ` (process ${lock.pid})`)
  const left = (lock.children ?? []).filter(lives)
  for (const { pid } of left) kill(pid)
  const deadline = Date.now() + 2000
  while (left.some(lives) && Date.now() < deadline) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  rmSync(file, { force: true })
}

/** Of two runners that start in the same moment, one makes the lock. */
function claim(file: string, content: string, folder: string): void {
  try {
    writeFileSync(file, content, { flag: 'wx' })
  } catch {
    throw inUse(folder, '')
  }
}

function inUse(folder: string, holder: string): Failure {
  return new Failure(`${folder} is in use by another Cairn${holder}: stop that one, or set CAIRN_HOME`)
}

function kill(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // Gone in between, or not the leader of a group.
    }
  }
}

function lives({ pid, since }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return birthOf(pid) === since
}

/** When a process began: tells it from a later one with the same number. Empty if the system does not say. */
function birthOf(pid: number): string {
  try {
    // Linux: the 22nd field, counted after the command's closing parenthesis; a zombie holds nothing any more.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '')
  } catch {
    if (process.platform === 'linux') return ''
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

function openCheckpoint(file: string): Checkpoint {
  const positions = readFacts(file)
  return {
    get: (key) => positions[key],
    set(key, value) {
      if (positions[key] === value) return
      positions[key] = value
      writeWhole(file, JSON.stringify(positions))
    },
  }
}

function parse(file: string, text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>
  } catch {
    throw new Failure(`${file} is damaged: move the home away to begin anew, or put a copy of it in its place`)
  }
}

/** A reader, or the next start after a kill, sees the old file or the new one, never half of one. */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  writeFileSync(`${file}.new`, text, { mode })
  renameSync(`${file}.new`, file)
}
