/**
 * Objects and arrays as the texts of their members and elements, one level at a time, so that numbers such as 1.10 and
 * all that is not edited come out as they were sent. Texts must be valid JSON; whitespace between values is dropped.
 */
import { elementsAt, membersAt } from './scanner.ts'

/** The members of an object in their order: key -> text of the value. A key that is given twice has its last value. */
export type Members = Map<string, string>

export const isObjectText = (text: string): boolean => text[0] === '{'
export const isArrayText = (text: string): boolean => text[0] === '['

/** @param text of an object, without whitespace around it */
export function readMembers(text: string): Members {
  const members: Members = new Map()
  for (const [key, [start, end]] of membersAt(text, 0)) members.set(key, text.slice(start, end))
  return members
}

/** @param text of an array, without whitespace around it */
export const readElements = (text: string): string[] =>
  elementsAt(text, 0).map(([start, end]) => text.slice(start, end))

export const writeMembers = (members: Members): string =>
  `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`

export const writeElements = (elements: readonly string[]): string => `[${elements.join(',')}]`

/** The object with some of its values edited. A member is left out if its edit returns undefined, and never added. */
export function mapMembers(text: string, edits: { [key: string]: (value: string) => string | undefined }): string {
  const members = readMembers(text)
  for (const [key, edit] of Object.entries(edits)) {
    const value = members.get(key)
    if (value === undefined) continue
    const edited = edit(value)
    if (edited === undefined) members.delete(key)
    else members.set(key, edited)
  }
  return writeMembers(members)
}

export const mapElements = (text: string, edit: (element: string) => string): string =>
  writeElements(readElements(text).map(edit))

/** A text to stand where a span of another was. */
export type Replacement = [start: number, end: number, text: string]

/** The text with those spans replaced, in whatever order they come; no two of them overlap. */
export function splice(text: string, replacements: Replacement[]): string {
  let result = ''
  let at = 0
  for (const [start, end, value] of replacements.sort((a, b) => a[0] - b[0])) {
    result += text.slice(at, start) + value
    at = end
  }
  return result + text.slice(at)
}
