/** SQL with values in its places, as somebody would type it who has no parameters. Pure. */

/** @param values one for each `?` of SQL in which a `?` is nothing else */
export function filledSql(sql: string, values: readonly (string | number)[]): string {
  const parts = sql.split('?')
  return parts.map((part, at) => (at < parts.length - 1 ? `${part}${literalOf(values[at])}` : part)).join('')
}

/** Within a text of SQL only its own quote has a meaning. */
const literalOf = (value: string | number | undefined) =>
  typeof value === 'number' ? String(value) : value === undefined ? 'NULL' : `'${value.replaceAll("'", "''")}'`
