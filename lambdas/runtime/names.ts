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
  /** The role whose sessions, each tagged with a tenant, are the function's rights to that tenant's data. */
  tenantRole: 'TENANT_ROLE',
  /** For how many days the stream keeps what it was fed. */
  streamDays: 'STREAM_DAYS',
  /** The name of the stream that the statements feed. */
  statementStream: 'STATEMENT_STREAM',
  /** Whose tokens sign people in; without it nobody can. */
  issuer: 'ISSUER',
  issuerAudience: 'ISSUER_AUDIENCE',
  /** Ids of clients, with commas between them. */
  issuerClients: 'ISSUER_CLIENTS',
  /** A scope that makes up for the client: whoever may have it is meant to call here. */
  issuerScope: 'ISSUER_SCOPE',
  issuerRolesClaim: 'ISSUER_ROLES_CLAIM',
  /** Of all tenants; a tenant's own are called after them. */
  lakeWorkgroup: 'LAKE_WORKGROUP',
  lakeDatabase: 'LAKE_DATABASE',
} as const

/** The scope of access tokens by which the admin API knows the console: `<resource server>/<scope>`, as Cognito writes it. */
export const CONSOLE_SCOPE = 'cairn/console'

/** Where `cairn login` waits: Cognito takes no other port than the registered ones. One may be in use. */
export const COMMAND_CALLBACKS = [8976, 28_976, 48_976].map((port) => `http://localhost:${port}/callback`)

/** Every table has the same two key attributes, both strings; `pk` begins with `<tenant>|`. */
export const KEY = { partition: 'pk', sort: 'sk' } as const

/** The tag of a session that names the tenant whose data it may reach. */
export const TENANT_TAG = 'tenant'

/** The partition that lists the tenants. */
export const TENANTS_PARTITION = '|tenants'

/** The partition of what a tenant's credentials were let pass, after the tenant; for IAM, those of all tenants. */
export const LENIENCY_PARTITION = 'leniency'
export const LENIENCY_PARTITIONS = `*|${LENIENCY_PARTITION}`

/** The partition that lists a tenant's credentials and their last use, after the tenant; for IAM, those of all tenants. */
export const CREDENTIALS_PARTITION = 'credentials'
export const CREDENTIALS_PARTITIONS = `*|${CREDENTIALS_PARTITION}`

/** What the partitions of launches begin with: no tenant leads them, for a fetch URL says only its token. */
export const LAUNCH_PREFIX = '|launch|'

/** The attribute of items of `Control` by which DynamoDB removes them, in seconds since 1970. */
export const ITEM_EXPIRY = 'ttl'

/** The form that records of the trail have in the stream, by which its consumers tell them. Text, as filters compare leaves. */
export const AUDIT_FORM = '1'

/** The partitions of a tenant's buckets, usage and senders, after the tenant; for IAM, all that requests add to. */
export const BUCKET_PARTITION = 'buckets'
export const USAGE_PARTITION = 'usage'
export const USAGE_PARTITIONS = `*|${USAGE_PARTITION}`
export const SENDERS_PARTITION = 'senders'
export const COUNTED_PARTITIONS = [
  LENIENCY_PARTITIONS,
  CREDENTIALS_PARTITIONS,
  `*|${BUCKET_PARTITION}`,
  USAGE_PARTITIONS,
  `*|${SENDERS_PARTITION}`,
]

/** The partition of a tenant's runs of questions, after the tenant; for IAM, those of all tenants. */
export const RUN_PARTITION = 'runs'
export const RUN_PARTITIONS = `*|${RUN_PARTITION}`

/** The partitions of a tenant's cases, and of when it is counted next, after the tenant; for IAM, those of all tenants. */
export const CASES_PARTITION = 'cases'
export const RETENTION_LOOK_PARTITION = 'retention-look'
export const PREPARED_PARTITIONS = [`*|${CASES_PARTITION}`, `*|${RETENTION_LOOK_PARTITION}`]

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
  uncountedRequests: 'UncountedRequests',
  digestedRecords: 'DigestedRecords',
  heads: 'EvidenceHeads',
  madeUpHeads: 'EvidenceHeadsMadeUp',
  lateRecords: 'EvidenceLateRecords',
} as const
