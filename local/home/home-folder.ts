/** Makes the folder of a home, or finds that it is one; a folder that is refused stays as it was. */
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'

/** What may be in the folder before it is a home. */
const NOT_FOREIGN = new Set(['checkpoints', 'logs', 'lake-cache'])
/** What a home has once it was started. */
const SIGNS = ['home.json', 'lock.json']
const REASONS: Record<string, string> = {
  EROFS: 'the disk is read-only',
  EACCES: 'this user has no right to it',
  EPERM: 'this user has no right to it',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it is no folder',
  EEXIST: 'it is no folder',
  ENOENT: 'no folder can be made there',
}

/** Only the owner may look into it: it holds the secrets of the demo tenants and all statements. */
export function makeHomeFolder(folder: string): void {
  asFailure(folder, () => {
    const names = namesIn(folder)
    refuseForeign(folder, names)
    if (names === undefined) makeFolder(folder)
    chmodSync(folder, 0o700)
    for (const name of ['checkpoints', 'logs']) mkdirSync(path.join(folder, name), { recursive: true })
  })
}

/** Runs what works on the home's files, and says in one line what stands in the way. */
export function asFailure<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (error instanceof Failure) throw error
    throw new Failure(
      `CAIRN_HOME ${folder} cannot be used, ${REASONS[code] ?? message}: set CAIRN_HOME to a folder of your own`,
    )
  }
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function refuseForeign(folder: string, names: string[] = []): void {
  const signs = SIGNS.filter((name) => names.includes(name))
  const foreign = names.find((name) => !NOT_FOREIGN.has(name))
  if (foreign !== undefined && signs.length === 0) {
    throw new Failure(
      `CAIRN_HOME ${folder} holds other things (${foreign}) and is no home of Cairn: set it to a new folder`,
    )
  }
  const me = process.getuid?.()
  const other = signs.map((name) => statSync(path.join(folder, name)).uid).find((owner) => owner !== me)
  if (me !== undefined && other !== undefined) {
    throw new Failure(
      `CAIRN_HOME ${folder} belongs to another user (${other}, this is ${me}): start Cairn as that user, or set CAIRN_HOME`,
    )
  }
}

/** One folder after the other: where none can be made, as below /proc, Node's `recursive` never ends. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    const parent = path.dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isFolder(parent)) throw error
    makeFolder(parent)
    mkdirSync(folder, { mode: 0o700 })
  }
}

const isFolder = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
