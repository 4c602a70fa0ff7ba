/** Where secrets go that are told once: a file that nobody else may read, one line of JSON each, as soon as it is made. */
import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { UsageError } from '../failure.ts'
import type { MadeSecret } from './step.ts'

export type SecretsFile = { add(made: MadeSecret): void; close(): void }

/** It is open before the first secret is made: nobody makes one that can't be kept. @throws UsageError */
export function openSecretsFile(name: string): SecretsFile {
  const file = open(name)
  const { mode, uid } = fstatSync(file)
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) {
    closeSync(file)
    throw new UsageError(`${name} is there already, and others may read it: chmod 600 it, or name another file.`)
  }
  return {
    add(made) {
      writeSync(file, `${JSON.stringify(made)}\n`)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

function open(name: string): number {
  try {
    return openSync(name, 'a', 0o600)
  } catch (error) {
    throw new UsageError(`${name} can't be written: nothing was changed.`, { cause: error })
  }
}
