/** Values and types as Athena writes them: texts, in Java's and Trino's forms. */
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'

export type AthenaType = { name: string; precision: number; scale: number }

const plain = (name: string, precision = 0): AthenaType => ({ name, precision, scale: 0 })
const BIGINT = plain('bigint', 19)
const TIMESTAMP = plain('timestamp', 3)

/** A sum of bigints is a bigint there, and longer here. */
const TYPES: { [id: number]: AthenaType } = {
  [DuckDBTypeId.BOOLEAN]: plain('boolean'),
  [DuckDBTypeId.TINYINT]: plain('tinyint', 3),
  [DuckDBTypeId.SMALLINT]: plain('smallint', 5),
  [DuckDBTypeId.INTEGER]: plain('integer', 10),
  [DuckDBTypeId.BIGINT]: BIGINT,
  [DuckDBTypeId.HUGEINT]: BIGINT,
  [DuckDBTypeId.UTINYINT]: plain('smallint', 5),
  [DuckDBTypeId.USMALLINT]: plain('integer', 10),
  [DuckDBTypeId.UINTEGER]: BIGINT,
  [DuckDBTypeId.UBIGINT]: BIGINT,
  [DuckDBTypeId.FLOAT]: plain('real', 17),
  [DuckDBTypeId.DOUBLE]: plain('double', 17),
  [DuckDBTypeId.DATE]: plain('date'),
  [DuckDBTypeId.TIME]: plain('time', 3),
  [DuckDBTypeId.TIMESTAMP]: TIMESTAMP,
  [DuckDBTypeId.TIMESTAMP_S]: TIMESTAMP,
  [DuckDBTypeId.TIMESTAMP_MS]: TIMESTAMP,
  [DuckDBTypeId.TIMESTAMP_NS]: TIMESTAMP,
  [DuckDBTypeId.TIMESTAMP_TZ]: plain('timestamp with time zone', 3),
  [DuckDBTypeId.INTERVAL]: plain('interval day to second'),
  [DuckDBTypeId.BLOB]: plain('varbinary', 1_073_741_824),
  [DuckDBTypeId.LIST]: plain('array'),
  [DuckDBTypeId.ARRAY]: plain('array'),
  [DuckDBTypeId.MAP]: plain('map'),
  [DuckDBTypeId.STRUCT]: plain('row'),
}

export function athenaType(type: DuckDBType): AthenaType {
  if (type instanceof DuckDBDecimalType) return { name: 'decimal', precision: type.width, scale: type.scale }
  if (type.alias === 'JSON') return plain('json')
  return TYPES[type.typeId] ?? plain('varchar', 2_147_483_647)
}

const TIMESTAMPS = [
  DuckDBTimestampValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
]

export const isTimestamp = (value: DuckDBValue): boolean => TIMESTAMPS.some((kind) => value instanceof kind)

/** NULL within a list or map is the word; alone it is no text at all. */
export function toText(value: DuckDBValue, type: DuckDBType): string | null {
  if (value === null) return null
  if (typeof value === 'number') return isFloating(type) ? doubleText(value) : String(value)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return `[${value.items.map((item) => nested(item, itemType(type))).join(', ')}]`
  if (value instanceof DuckDBMapValue && type instanceof DuckDBMapType)
    return `{${value.entries
      .map(({ key, value: item }) => `${nested(key, type.keyType)}=${nested(item, type.valueType)}`)
      .join(', ')}}`
  if (value instanceof DuckDBStructValue && type instanceof DuckDBStructType)
    return `{${Object.entries(value.entries)
      .map(([name, item]) => `${name}=${nested(item, type.typeForEntry(name))}`)
      .join(', ')}}`
  if (value instanceof DuckDBBlobValue)
    return Buffer.from(value.bytes)
      .toString('hex')
      .replace(/..(?=.)/g, '$& ')
  return isTimestamp(value) ? timestampText(value.toString()) : value.toString()
}

const nested = (value: DuckDBValue, type: DuckDBType): string => toText(value, type) ?? 'null'
const isFloating = ({ typeId }: DuckDBType) => typeId === DuckDBTypeId.DOUBLE || typeId === DuckDBTypeId.FLOAT
const itemType = (type: DuckDBType) =>
  type instanceof DuckDBListType || type instanceof DuckDBArrayType ? type.valueType : type

/** As Java writes a double: always with a point, and with an exponent from ten million on and below a thousandth. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
    return Number.isInteger(value) ? `${value}.0` : String(value)
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`
}

/** From `2026-11-21 09:00:00.5`, with or without `+00`: three digits, and the zone by its name. */
function timestampText(text: string): string {
  const [, moment = '', fraction = '', zone] = /^([^.+]+)(?:\.(\d+))?(\+00)?$/.exec(text) ?? []
  return moment === '' ? text : `${moment}.${fraction.padEnd(3, '0').slice(0, 3)}${zone === undefined ? '' : ' UTC'}`
}
