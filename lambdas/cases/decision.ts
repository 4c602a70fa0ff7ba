/** What a case makes of a record. Rules, holds and erasures decide; whoever walks over records does as they say. */

/**
 * What becomes of one record: it stays, goes, or stands with another text. `because` says which rule or hold keeps it,
 * where it would not have stayed otherwise.
 */
export type Decision = { kind: 'keep'; because?: string } | { kind: 'remove' } | { kind: 'replace'; text: string }

/** A stored statement: `sequence` says where it is, `text` is what the API returns of it. */
export type DecidedRecord = { id: string; sequence: string; stored: string; text: string }

/** Pure: asked twice of the same record, it says the same, so that a killed run can go on. */
export type Decide = (record: DecidedRecord) => Decision
