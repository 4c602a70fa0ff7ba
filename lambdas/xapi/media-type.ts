/** Media types, as `Content-Type` has them (RFC 9110 8.3.1). */

/** The type and the names of its parameters in lower case, the values without quotes. */
export type MediaType = { type: string; parameters: Map<string, string> }

const TYPE = /^[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*/
/** One parameter, or the lone `;` that some senders end with. Unquoted values may hold any character, as boundaries do. */
const PARAMETER = /;[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"[ \t]*|[^;"]*))?/y

/** @returns undefined when the text is not a media type */
export function parseMediaType(text: string): MediaType | undefined {
  const [head, type] = TYPE.exec(text) ?? []
  if (head === undefined || type === undefined) return undefined
  const parameters = new Map<string, string>()
  let position = head.length
  while (position < text.length) {
    PARAMETER.lastIndex = position
    const match = PARAMETER.exec(text)
    if (!match) return undefined
    const [whole, name, value] = match
    if (name !== undefined && value !== undefined) parameters.set(name.toLowerCase(), unquote(value.trim()))
    position += whole.length
  }
  return { type: type.toLowerCase(), parameters }
}

/** True when both have the same type and subtype, whatever their parameters, such as a charset (xAPI Data 2.4.11). */
export function isSameMediaType(a: string, b: string): boolean {
  const [left, right] = [parseMediaType(a), parseMediaType(b)]
  return left && right ? left.type === right.type : a.trim() === b.trim()
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}
