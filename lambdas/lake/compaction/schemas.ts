/** The columns of several files as one schema: a file that is older or newer than this code keeps all it has. */
import type { FileMetaData, SchemaElement } from 'hyparquet'

/** A column with all that lies below it, in Parquet's preorder. */
export type ColumnSchema = { name: string; elements: SchemaElement[] }

export function columnSchemas({ schema }: FileMetaData): ColumnSchema[] {
  const columns: ColumnSchema[] = []
  for (let at = 1; at < schema.length; ) {
    const end = endOf(schema, at)
    columns.push({ name: schema[at]?.name ?? '', elements: schema.slice(at, end) })
    at = end
  }
  return columns
}

function endOf(schema: SchemaElement[], at: number): number {
  let end = at + 1
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) end = endOf(schema, end)
  return end
}

/** The columns of the first and what the second has beyond; undefined where they differ in the type of one. */
export function unite(all: ColumnSchema[], more: ColumnSchema[]): ColumnSchema[] | undefined {
  const known = new Map(all.map(({ name, elements }) => [name, JSON.stringify(elements)]))
  const isEqual = ({ name, elements }: ColumnSchema) => known.get(name) === JSON.stringify(elements)
  const added = more.filter(({ name }) => !known.has(name))
  return more.every((one) => isEqual(one) || added.includes(one)) ? [...all, ...added] : undefined
}

export const toSchema = (columns: ColumnSchema[]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.flatMap(({ elements }) => elements),
]
