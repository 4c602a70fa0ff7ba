/**
 * The home's lock: one runner at a time holds the home, and the lock names its child processes, so that the next runner
 * can end those that a killed one left behind.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { replaceFile } from './durable-file.ts'
import { type Holder, holderOf, isRunning, killGroup } from './holder.ts'

export type Lock = { addChild(pid: number): void; removeChild(pid: number): void; release(): void }

type LockFile = Holder & { children: Holder[] }

/** Refuses a home that a live runner holds; ends the engines that a killed runner left behind. */
export function takeLock(file: string, folder: string): Lock {
  const running = endLeftovers(file)
  if (running) throw inUse(folder, ` (process ${running.pid})`)
  rmSync(file, { force: true })
  const content: LockFile = { ...holderOf(process.pid), children: [] }
  try {
    // Of two runners that start in the same moment, one makes the file.
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw inUse(folder, '')
  }
  let released = false
  // A child may be reported gone after the release: the home may have another holder by then.
  const save = () => released || replaceFile(file, JSON.stringify(content))
  return {
    addChild(pid) {
      content.children.push(holderOf(pid))
      save()
    },
    removeChild(pid) {
      content.children = content.children.filter((child) => child.pid !== pid)
      save()
    },
    release() {
      released = true
      rmSync(file, { force: true })
    },
  }
}

/** Ends the children that a killed runner left behind. @returns the runner, if it lives: then nothing is touched */
export function endLeftovers(file: string): Holder | undefined {
  let previous: LockFile
  try {
    previous = JSON.parse(readFileSync(file, 'utf8')) as LockFile
  } catch {
    return undefined
  }
  if (isRunning(previous)) return previous
  const leftovers = (previous.children ?? []).filter(isRunning)
  for (const { pid } of leftovers) killGroup(pid)
  const deadline = Date.now() + 2000
  while (leftovers.some(isRunning) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
  return undefined
}

function inUse(folder: string, holder: string): Failure {
  return new Failure(`${folder} is in use by another Cairn${holder}: stop that one, or set CAIRN_HOME`)
}
