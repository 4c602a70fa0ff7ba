/** Finds places in a text that is known to be JSON, so that it can be edited without being written anew. */
import { endOfString } from './parse.ts'

/** Where the value of a member begins and ends in the text. */
export type Span = [start: number, end: number]

/** The members of the object that opens at `open`, by key. */
export function membersAt(text: string, open: number): Map<string, Span> {
  const members = new Map<string, Span>()
  let at = open + 1
  for (;;) {
    at = skip(text, at, ' \t\n\r,')
    if (text[at] === '}') return members
    const keyEnd = endOfString(text, at) + 1
    const key: string = JSON.parse(text.slice(at, keyEnd))
    const start = skip(text, keyEnd, ' \t\n\r:')
    at = endOfValue(text, start)
    members.set(key, [start, at])
  }
}

function skip(text: string, from: number, characters: string): number {
  let at = from
  while (characters.includes(text[at] ?? '?')) at++
  return at
}

/** Index after the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; ; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      if (depth === 0) return at // a bare number or word ended before the bracket of its holder
      depth--
    } else if (depth > 0) continue
    else if (character === undefined || ', \t\n\r'.includes(character)) return at
    else continue
    if (depth === 0 && character !== '{' && character !== '[') return at + 1
  }
}
