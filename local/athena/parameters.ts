/** Puts values in place of the question marks of a query, as Athena does: each value is a literal of SQL. */

/** Texts, quoted names and comments, in which a question mark is itself. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g

/** @throws WrongParameters in Athena's words */
export function withParameters(sql: string, parameters: readonly string[]): string {
  let used = 0
  const filled = sql.replace(TOKEN, (token) => (token === '?' ? (parameters[used++] ?? '?') : token))
  if (used === parameters.length) return filled
  throw new WrongParameters(
    `SYNTAX_ERROR: Incorrect number of parameters: expected ${used} but found ${parameters.length}`,
  )
}

export class WrongParameters extends Error {
  override name = 'WrongParameters'
}
