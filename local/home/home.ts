/** The folder where everything local lives on between runs: the engines' data, logs, checkpoints, and the lock. */
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { readTexts, replaceFile } from './durable-file.ts'
import { takeLock } from './lock.ts'

export type Home = {
  folder: string
  file(name: string): string
  /** Remembers a child process, so that the next start can end it if this runner is killed before it can. */
  addChild(pid: number): void
  removeChild(pid: number): void
  /** A fact that stays with the home: what was true when it was made must be true at every later start. */
  requireFact(fact: string, value: string): void
  checkpoint(name: string): Checkpoint
  release(): void
}

const FORMAT = '1'

export function openHome(folder: string): Home {
  const file = (name: string) => path.join(folder, name)
  makeFolders(folder)
  const lock = takeLock(file('lock.json'), folder)
  const facts = readTexts(file('home.json'))
  const home: Home = {
    ...lock,
    folder,
    file,
    requireFact(fact, value) {
      const recorded = facts[fact]
      if (recorded !== undefined && recorded !== value) {
        throw new Failure(
          `${folder} was made with ${fact} ${recorded}, not ${value}: use another CAIRN_HOME, or move it away`,
        )
      }
      facts[fact] = value
      replaceFile(file('home.json'), JSON.stringify(facts))
    },
    checkpoint: (name) => openCheckpoint(file(path.join('checkpoints', `${name}.json`))),
  }
  try {
    home.requireFact('format', FORMAT)
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

/** Refuses a folder that holds other things: a home is made in a new or empty one. */
function makeFolders(folder: string): void {
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
