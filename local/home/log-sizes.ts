/** Keeps the logs of a home from growing without end: the newest part of each, and one older part beside it. */
import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'

/** A log and its older part together are twice that at most, and what is written between two looks. */
const MOST_BYTES = 10 * 1024 * 1024
const LOOK_MS = 30_000

/**
 * Children hold their logs open for appending, so a log is copied and emptied, and its writers go on at its beginning.
 * What they write in between is lost; it is the log of a laptop.
 */
export function cutLogs(folder: string, mostBytes = MOST_BYTES): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.log'))) {
    const file = path.join(folder, name)
    if (statSync(file).size <= mostBytes) continue
    copyFileSync(file, `${file}.1`)
    truncateSync(file)
  }
}

/** @returns what ends it */
export function watchLogs(folder: string): () => void {
  cutLogs(folder)
  const timer = setInterval(() => cutLogs(folder), LOOK_MS).unref()
  return () => clearInterval(timer)
}
