/** The comments that say which requirement a test shows: `// @control <requirement> ...`, directly above the test. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const COMMENT = /^ *\/\/ @control (.+)$/
/** A test, or a group of tests, up to its title; the formatter may put the title into the next line. */
const TEST =
  /^ *(?:it|test|describe)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/

export type Annotation = { requirements: string[]; file: string; title: string }

export function readAnnotations(): Annotation[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => annotationsIn(`test/${file}`, readFileSync(join(ROOT, 'test', file), 'utf8')))
}

/** @throws Error for a comment that no test follows */
export function annotationsIn(file: string, text: string): Annotation[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const names = COMMENT.exec(line)?.[1]
    if (names === undefined) return []
    const [, single, double, template] = TEST.exec(lines.slice(at + 1, at + 3).join('\n')) ?? []
    const title = single ?? double ?? template
    if (title === undefined) throw new Error(`${file}:${at + 1}: no test follows @control ${names}`)
    return [{ requirements: names.split(/[ ,]+/), file, title: title.replaceAll(/\\(.)/g, '$1') }]
  })
}
