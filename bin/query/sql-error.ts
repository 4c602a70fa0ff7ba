/** What is wrong with a query, in DuckDB's message: a sentence, then the line of SQL and a caret below the place. */

/** Messages of DuckDB in words of the lake: what is not there, and which names are near. */
const SENTENCES: readonly [pattern: RegExp, sentence: (name: string, near: string) => string][] = [
  [
    /^Referenced column "(.*?)" not found in FROM clause!(?:\s+Candidate bindings: (.*))?/s,
    (name, near) => `There is no column ${name} here.${didYouMean(near)} All columns: npm run query -- --help`,
  ],
  [
    /^Table with name (\S+) does not exist!(?:\s+Did you mean (.*)\?)?/s,
    (name, near) => `There is no table ${name}.${didYouMean(near) || ' All statements are in the table statements.'}`,
  ],
  [
    /^(?:Scalar |Table |Aggregate )?Function with name (\S+) does not exist!(?:\s+Did you mean (.*)\?)?/s,
    (name, near) => `There is no function ${name}.${didYouMean(near)}`,
  ],
  [
    /^Invalid Input Error: Function "(\S+?)" is a Macro Function/,
    (name) => `${name} takes no FILTER, DISTINCT or ORDER BY here: choose the rows in a subquery.`,
  ],
]

const didYouMean = (near: string) => (near === '' ? '' : ` Did you mean ${near.replaceAll('"', '')}?`)

export function explainSqlError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = '', place = ''] = message.split(/\n\n(?=LINE \d+:)/)
  // Further paragraphs tell of DuckDB, not of the query.
  const bare = (reason.split('\n\n')[0] ?? '').replace(/^(?:Binder|Catalog) Error: /, '')
  const known = SENTENCES.flatMap(([pattern, sentence]) => {
    const found = pattern.exec(bare)
    return found ? [sentence(found[1] ?? '', (found[2] ?? '').trim())] : []
  })
  const sentence = (known[0] ?? bare).replaceAll(/\s+/g, ' ').trim()
  return place === '' ? sentence : `${sentence}\n${place.trimEnd()}`
}
