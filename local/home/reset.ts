/** Removes all that a home keeps, so that the next start begins anew. */
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { replaceFile } from './durable-file.ts'
import { asFailure, makeHomeFolder } from './home-folder.ts'
import { takeLock } from './lock.ts'

/** Only what a start makes: whoever named the wrong folder loses nothing else. */
const KEPT = [
  'checkpoints',
  'demo.json',
  'dynamodb-local',
  'dynamodb.sqlite',
  'dynamodb.sqlite-shm',
  'dynamodb.sqlite-wal',
  'endpoint.json',
  'issuer',
  'kinesis',
  'kms',
  'lake-cache',
  'logs',
  's3',
]

/** Refuses a home that is in use. @returns whether there was one */
export function resetHome(folder: string): boolean {
  const isHome = existsSync(path.join(folder, 'home.json'))
  makeHomeFolder(folder)
  const lock = asFailure(folder, () => takeLock(path.join(folder, 'lock.json'), folder))
  for (const name of KEPT) rmSync(path.join(folder, name), { recursive: true, force: true })
  // Without facts, but still a home.
  replaceFile(path.join(folder, 'home.json'), '{}')
  lock.release()
  return isHome
}
