/** The folder where everything local lives on between runs: the engines' data, logs, checkpoints, and the lock. */
import { accessSync, constants, existsSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { readTexts, replaceFile } from './durable-file.ts'
import { asFailure, makeHomeFolder } from './home-folder.ts'
import { takeLock } from './lock.ts'
import { MEMORY, makeTemporaryFolder, removeDeadFolders } from './temporary-folder.ts'

export type Home = {
  folder: string
  file(name: string): string
  /** Remembers a child process, so that the next start can end it if this runner is killed before it can. */
  addChild(pid: number): void
  removeChild(pid: number): void
  /** A fact that stays with the home: what was true when it was made must be true at every later start. */
  requireFact(fact: string, value: string): void
  /** Refuses a home that kept this file and has lost it: the rest of the data would be of no use. */
  requireFile(name: string): void
  keepFile(name: string): void
  checkpoint(name: string): Checkpoint
  release(): void
}

const FORMAT = '1'

export function openHome(folder: string): Home {
  removeDeadFolders()
  const file = (name: string) => path.join(folder, name)
  refuseOtherFormat(folder)
  makeHomeFolder(folder)
  const lock = asFailure(folder, () => takeLock(file('lock.json'), folder))
  const facts = readTexts(file('home.json'))
  const kept = new Set(facts.files?.split(' '))
  const save = () => replaceFile(file('home.json'), JSON.stringify(facts))
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
      save()
    },
    requireFile(name) {
      if (!kept.has(name) || existsSync(file(name))) return
      throw new Failure(
        `${folder} is damaged, ${name} is missing: put a copy back, or begin anew with: npm start -- --reset`,
      )
    },
    keepFile(name) {
      if (!existsSync(file(name))) return
      facts.files = [...kept.add(name)].sort().join(' ')
      save()
    },
    checkpoint: (name) => openCheckpoint(file(path.join('checkpoints', `${name}.json`))),
  }
  home.requireFact('format', FORMAT)
  return home
}

/** Before anything in the folder is touched. */
function refuseOtherFormat(folder: string): void {
  const { format = FORMAT } = readTexts(path.join(folder, 'home.json'))
  if (format === FORMAT) return
  throw new Failure(`${folder} was made by another version of Cairn: use that one, or set CAIRN_HOME to a new folder`)
}

/** A home that is gone when the runner stops. */
export function openTemporaryHome(): Home {
  const home = openHome(makeTemporaryFolder('memory', memoryFolder()))
  return { ...home, release: () => rmSync(home.folder, { recursive: true, force: true }) }
}

/** A folder in memory, where there is one with room: the engines wait for the disk at every write. */
function memoryFolder(): string | undefined {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > 2 ** 30 ? MEMORY : undefined
  } catch {
    return undefined
  }
}
