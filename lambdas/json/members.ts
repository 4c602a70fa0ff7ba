/**
 * JSON opened one level at a time, without loss: members and elements stay the text they were sent as, so that a number
 * such as 1.10 and whatever nobody looks at come out untouched. Texts must be valid JSON; whitespace around values goes.
 */
import { elementsAt, membersAt } from './scanner.ts'

/** The members of an object in their order: key -> text of the value. A key given twice has its last value. */
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

/** The object with some members' values replaced; a member that is not there, or that maps to undefined, stays out. */
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
