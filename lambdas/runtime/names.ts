/**
 * The names that the infrastructure and the functions share: environment variables and key attributes.
 * Plain data: `lib/` imports this file and nothing else of the functions' code but the route table.
 */

/** Of this release; the same as in package.json, which the functions' bundles do not hold. */
export const VERSION = '0.1.0'

/** Environment variables of the functions. The construct that grants a right sets the variable that goes with it. */
export const ENV = {
  statementsTable: 'STATEMENTS_TABLE',
  indexTable: 'INDEX_TABLE',
  documentsTable: 'DOCUMENTS_TABLE',
  controlTable: 'CONTROL_TABLE',
  auditTable: 'AUDIT_TABLE',
  contentBucket: 'CONTENT_BUCKET',
  lakeBucket: 'LAKE_BUCKET',
  evidenceBucket: 'EVIDENCE_BUCKET',
  /** The ARN of the key that signs. */
  evidenceKey: 'EVIDENCE_KEY',
  lakeKeepSeconds: 'LAKE_KEEP_SECONDS',
  /** The name of the stream that the statements feed. */
  statementStream: 'STATEMENT_STREAM',
  /** Of all tenants; a tenant's own are called after them. */
  lakeWorkgroup: 'LAKE_WORKGROUP',
  lakeDatabase: 'LAKE_DATABASE',
} as const

/** Every table has the same two key attributes, both strings; `pk` begins with `<tenant>|`. */
export const KEY = { partition: 'pk', sort: 'sk' } as const

/** The partition of what a tenant's credentials were let pass, after the tenant; for IAM, those of all tenants. */
export const LENIENCY_PARTITION = 'leniency'
export const LENIENCY_PARTITIONS = `*|${LENIENCY_PARTITION}`

/** The partition that lists a tenant's credentials and their last use, after the tenant; for IAM, those of all tenants. */
export const CREDENTIALS_PARTITION = 'credentials'
export const CREDENTIALS_PARTITIONS = `*|${CREDENTIALS_PARTITION}`

/** The form that records of the trail have in the stream, by which its consumers tell them. Text, as filters compare leaves. */
export const AUDIT_FORM = '1'

/** Metrics that the functions count and the alarms watch. */
export const METRIC = {
  namespace: 'Cairn',
  lakeStatements: 'LakeStatements',
  lakeFiles: 'LakeFiles',
  quarantinedRecords: 'QuarantinedRecords',
  auditEntries: 'AuditEntries',
  compactedFiles: 'CompactedFiles',
  deletedFiles: 'DeletedFiles',
  unreadableFiles: 'UnreadableFiles',
  lenientRequests: 'LenientRequests',
  digestedRecords: 'DigestedRecords',
  heads: 'EvidenceHeads',
  madeUpHeads: 'EvidenceHeadsMadeUp',
  lateRecords: 'EvidenceLateRecords',
} as const
