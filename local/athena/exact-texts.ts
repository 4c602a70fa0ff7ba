/**
 * DuckDB's client decodes texts with a decoder that takes U+FEFF at the beginning of a value for a byte order mark and
 * drops it. A value is what was sent, so this decoder keeps it.
 */
import { textDecoder } from '@duckdb/node-api/lib/vectors/dataAccessors.js'

const exact = new TextDecoder('utf-8', { ignoreBOM: true })
textDecoder.decode = exact.decode.bind(exact)
