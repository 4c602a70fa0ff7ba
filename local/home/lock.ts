/**
 * The home's lock: one runner at a time holds the home, and the lock names its child processes, so that the next runner
 * can end those that a killed one left behind.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { replaceFile } from './durable-file.ts'

export type Lock = { addChild(pid: number): void; removeChild(pid: number): void; release(): void }

/** A process; `since` tells it from a later one with the same number. */
type Holder = { pid: number; since: string }
type LockFile = Holder & { children: Holder[] }

/** Refuses a home that a live runner holds; ends the engines that a killed runner left behind. */
export function takeLock(file: string, folder: string): Lock {
  endLeftovers(file, folder)
  const content: LockFile = { ...holderOf(process.pid), children: [] }
  try {
    // Of two runners that start in the same moment, one makes the file.
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' })
  } catch {
    throw inUse(folder, '')
  }
  const save = () => replaceFile(file, JSON.stringify(content))
  return {
    addChild(pid) {
      content.children.push(holderOf(pid))
      save()
    },
    removeChild(pid) {
      content.children = content.children.filter((child) => child.pid !== pid)
      save()
    },
    release: () => rmSync(file, { force: true }),
  }
}

function endLeftovers(file: string, folder: string): void {
  let previous: LockFile
  try {
    previous = JSON.parse(readFileSync(file, 'utf8')) as LockFile
  } catch {
    rmSync(file, { force: true })
    return
  }
  if (isRunning(previous)) throw inUse(folder, ` (process ${previous.pid})`)
  const leftovers = (previous.children ?? []).filter(isRunning)
  for (const { pid } of leftovers) kill(pid)
  const deadline = Date.now() + 2000
  while (leftovers.some(isRunning) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
  rmSync(file, { force: true })
}

function inUse(folder: string, holder: string): Failure {
  return new Failure(`${folder} is in use by another Cairn${holder}: stop that one, or set CAIRN_HOME`)
}

function kill(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It ended in between, or leads no group.
    }
  }
}

const holderOf = (pid: number): Holder => ({ pid, since: startTimeOf(pid) })

function isRunning({ pid, since }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startTimeOf(pid) === since
}

/** In the system's own form; empty if the system does not tell. */
function startTimeOf(pid: number): string {
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
