/** Small files that a kill leaves whole, with the old content or the new one. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Failure } from '../failure.ts'

export function replaceFile(file: string, text: string, mode = 0o644): void {
  writeFileSync(`${file}.new`, text, { mode })
  renameSync(`${file}.new`, file)
}

/** The texts by name that a JSON file holds; none if there is no such file. */
export function readTexts(file: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return {}
  }
  try {
    return JSON.parse(text) as Record<string, string>
  } catch {
    throw new Failure(`${file} is damaged: move the home away to begin anew, or put a copy of it in its place`)
  }
}
