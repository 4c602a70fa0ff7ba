/** JSON for people without loss: numbers keep the digits that they were sent with. Pure. */

/** A number as it is written. */
export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const MOST_TEXT = 2_000

/** Of a long text the beginning: a statement may have megabytes of one, and nobody reads them in a tree. */
export const shortened = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text)

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown

/** Where the browser tells how a number was written; else as JavaScript has it. */
const keepDigits: Reviver = (_, value, context) =>
  typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value

export const parseExactly = (text: string): unknown => JSON.parse(text, keepDigits)

/** The text with lines and indentation, and not one other character changed. Text within quotes is copied. */
export function indented(text: string): string {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let depth = 0
  let out = ''
  for (const [i, part] of parts.entries()) {
    const isEmpty = (part === '{' && parts[i + 1] === '}') || (part === '[' && parts[i + 1] === ']')
    const closesEmpty = (part === '}' && parts[i - 1] === '{') || (part === ']' && parts[i - 1] === '[')
    if ((part === '}' || part === ']') && !closesEmpty) {
      depth -= 1
      out += `\n${'  '.repeat(depth)}`
    }
    out += part
    if (part === ':') out += ' '
    if (part === '{' || part === '[') {
      if (!isEmpty) {
        depth += 1
        out += `\n${'  '.repeat(depth)}`
      }
    } else if (part === ',') out += `\n${'  '.repeat(depth)}`
  }
  return out
}
