/**
 * Temporary folders that say in their name which process they belong to. A process that is killed cannot remove them, so
 * the next one that makes such a folder removes those of dead owners: they may hold secrets, and lie in memory.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { holderOf, isRunning } from './holder.ts'
import { endLeftovers } from './lock.ts'

/** Where such folders are made. */
export const MEMORY = '/dev/shm'

const NAME = /^cairn-[a-z]+-(?<space>\w+)-(?<pid>\d+)-(?<since>\w*)-\w{12}$/

/** @param purpose one word of lower-case letters */
export function makeTemporaryFolder(purpose: string, parent = tmpdir()): string {
  removeDeadFolders()
  const folder = nameTemporaryFolder(purpose, parent)
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

/** The path of such a folder, for those who make it later. */
export function nameTemporaryFolder(purpose: string, parent = tmpdir()): string {
  const { pid, since } = holderOf(process.pid)
  const name = ['cairn', purpose, processSpace(), pid, word(since), randomBytes(6).toString('hex')].join('-')
  return path.join(parent, name)
}

/** Removes the folders of processes that do not run any more, and ends what still runs in them. */
export function removeDeadFolders(): void {
  for (const place of new Set([tmpdir(), MEMORY])) removeDeadFoldersIn(place)
}

function removeDeadFoldersIn(place: string): void {
  for (const name of namesIn(place)) {
    const { space, pid = '', since = '' } = NAME.exec(name)?.groups ?? {}
    if (space !== processSpace() || isAlive(Number(pid), since)) continue
    const folder = path.join(place, name)
    try {
      endLeftovers(path.join(folder, 'lock.json'))
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // It is another user's, who will remove it in the same way.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const isAlive = (pid: number, since: string): boolean => isRunning(holderOf(pid)) && word(holderOf(pid).since) === since

/** Containers may share a folder, but not the numbers of their processes. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  } catch {
    return 'host'
  }
}

const word = (text: string) => text.replace(/\W/g, '')
