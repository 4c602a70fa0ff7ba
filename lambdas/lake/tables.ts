/** The tables of the lake: which columns their files have, and in which folders of the bucket these lie. */
import { AUDIT_COLUMNS, COLUMNS, type Column, PARTITIONS, USAGE_COLUMNS, VOID_COLUMNS } from './columns.ts'

export type LakeTable = {
  name: string
  description: string
  /** The folder that holds `<partition>=<value>/...`. */
  folder: string
  partitions: Column[]
  columns: Column[]
}

export const FILES_TABLE = 'statement_files'
export const VOIDS_TABLE = 'void_files'
export const AUDIT_TABLE = 'audit_files'
export const USAGE_TABLE = 'usage_files'

/** Tables of a few files for each tenant: a question of any day reads all of them. */
const BY_TENANT = PARTITIONS.filter(({ name }) => name === 'tenant')

export const TABLES: LakeTable[] = [
  {
    name: FILES_TABLE,
    description: 'The files as they lie, where a statement may lie twice; read the view instead',
    folder: 'lake',
    partitions: PARTITIONS,
    columns: COLUMNS,
  },
  {
    name: VOIDS_TABLE,
    description: 'Which statement is voided by which, where a void may lie twice; the view statements_all joins it',
    folder: 'voids',
    // By tenant alone: a void may come weeks after its statement, and a query of any day needs it.
    partitions: BY_TENANT,
    columns: VOID_COLUMNS,
  },
  {
    name: AUDIT_TABLE,
    description: 'The trail of audit as its files lie, where an entry may lie twice; read the view audit instead',
    folder: 'audit',
    partitions: PARTITIONS,
    columns: AUDIT_COLUMNS,
  },
  {
    name: USAGE_TABLE,
    description: 'The files of the view usage, one for each tenant and month',
    folder: 'usage',
    partitions: BY_TENANT,
    columns: USAGE_COLUMNS,
  },
]

/** One row, written anew each minute: how far the lake has come, the same for all tenants. */
export const FRESHNESS_COLUMNS: Column[] = [
  {
    name: 'through',
    hive: 'timestamp',
    parquet: 'timestamp(micros)',
    description: 'everything stored before is queryable',
  },
  { name: 'computed', hive: 'timestamp', parquet: 'timestamp(micros)', description: 'when this was found out' },
  { name: 'held', hive: 'bigint', parquet: 'bigint', description: 'records that the lake lacks, which hold it back' },
]
export const FRESHNESS_OBJECT = 'freshness/current.parquet'
export const FRESHNESS_TABLE: LakeTable = {
  name: 'freshness',
  description: 'How far the lake has come: everything stored before `through` is queryable',
  folder: 'freshness',
  partitions: [],
  columns: FRESHNESS_COLUMNS,
}

/** How Athena finds the values of a partition without a listing: the query names the tenant, days follow each other. */
const PROJECTIONS: { [partition: string]: { [parameter: string]: string } } = {
  tenant: { 'projection.tenant.type': 'injected' },
  dt: {
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': '2026-01-01,NOW',
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': 'DAYS',
  },
}

/** The parameters of the Glue table that tell where its partitions lie. Athena demands the slash at the end. */
export function projectionOf({ partitions }: LakeTable, location: string): { [parameter: string]: string } {
  if (partitions.length === 0) return {}
  return {
    'projection.enabled': 'true',
    ...Object.assign({}, ...partitions.map(({ name }) => PROJECTIONS[name])),
    'storage.location.template': `${location}/${partitions.map(({ name }) => `${name}=\${${name}}/`).join('')}`,
  }
}
