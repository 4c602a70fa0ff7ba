/** Types of the catalog, in Hive's words, as DuckDB calls them. */

/** Turns Hive's name of a type, which Glue uses, into DuckDB's. */
export function duckdbType(hive: string): string {
  const [, kind, inner = ''] = hive.match(/^(array|map|struct)<(.*)>$/) ?? []
  if (kind === 'array') return `${duckdbType(inner)}[]`
  if (kind === 'map') return `MAP(${inner.split(',').map(duckdbType).join(', ')})`
  if (kind === 'struct') return `STRUCT(${inner.split(',').map(duckdbField).join(', ')})`
  return hive === 'string' ? 'VARCHAR' : hive.toUpperCase()
}

function duckdbField(field: string) {
  const [name = '', type = ''] = field.split(':')
  return `"${name}" ${duckdbType(type)}`
}
