/** The types of the admin API, printed from its OpenAPI document by bin/compile-api-types.ts: change that. */
/** What is answered instead of a result (RFC 9457) */
export type Problem = { /** Names the kind of problem: urn:cairn:problem: and its name */ type: string; title: string; status: number; /** One sentence that says what to do about it */ detail: string; /** By it an operator finds the request in the log */ requestId: string; violations?: Array<Violation> }
/** One broken rule and its place */
export type Violation = { /** JSON Pointer (RFC 6901) into the body */ pointer?: string; /** Name of the parameter or header */ parameter?: string; /** The end of a sentence: must be a UUID */ rule: string; /** The kind of what was found, never its content */ found?: string }
/** An OpenAPI document */
export type OpenApi = { openapi: string; paths: { [name: string]: unknown } }
/** Where a list goes on: `next` of the page before, as it was given */
export type Cursor = string
/** How many a page has at most */
export type Limit = number
/** Yes or no */
export type Flag = boolean
/** A date and time (RFC 3339) */
export type Instant = string
/** What a person is in a tenant */
export type Role = 'admin' | 'auditor' | 'analyst'
/** Who asks */
export type Me = { /** Of the token: `sub` */ subject: string; issuer: string; name?: string; /** Of the deployment: may do everything in every tenant */ isOwner: boolean; /** Of the token, and as a member. An owner's memberships are left out */ tenants: Array<{ tenant: TenantId; role: Role }>; /** False where there are more tenants than were looked through for memberships (2,000) */ isComplete: boolean }
/** A tenant's id */
export type TenantId = string
/** A version of xAPI */
export type Version = '1.0.3' | '2.0.0'
/** A name for people */
export type Name = string
/** What a tenant may use; what is left out has no limit of its own */
export type Quotas = { requestsPerSecond?: Quota; statementsPerSecond?: Quota; storedBytes?: Quota; queriesPerDay?: Quota; scannedBytesPerDay?: Quota }
/** A limit */
export type Quota = number
/** A day, UTC */
export type Day = string
/** How many */
export type Count = number
/** What a tenant used, day by day */
export type Usage = { from: Day; to: Day; /** Whose prices were taken */ region: string; items: Array<DayUsage> }
/** What a tenant used on one day: a lower bound, since a container that ends loses its last minute */
export type DayUsage = { day: Day; /** When it was counted last */ last?: Instant; requests: Count; /** By reason: a code of the errors, or a quota's name */ refused: { [name: string]: Count }; statements: Count; bytesIn?: Count; bytesStored?: Count; readUnits?: Count; writeUnits?: Count; objectReads?: Count; objectWrites?: Count; functionGbSeconds?: Count; queries?: Count; scannedBytes?: Count; /** US$ of its calls, without storage and what tenants share */ dollars: number }
/** The credentials that were seen, the last one first */
export type Senders = { items: Array<Sender> }
/** What one credential sent */
export type Sender = { /** Its key */ credential: string; lastSeen: Instant; lastRefused?: Instant; accepted: Count; refused: Count; rules: Array<BrokenRule> }
/** A rule that requests broke, and where the last one did */
export type BrokenRule = { reason: string; rule: string; count: Count; /** JSON Pointer, or a header, parameter or part; never a value */ place: string }
/** A tenant to be made */
export type NewTenant = { id: TenantId; /** The id where it is left out */ name?: Name; /** 1.0.3 where it is left out */ defaultVersion?: Version; quotas?: Quotas }
/** What of a tenant is to be changed; what is left out stays */
export type TenantChange = { name?: Name; defaultVersion?: Version; /** All of them: what is left out in it is no limit any more */ quotas?: Quotas; /** Runs of retention are approved by another person than prepared them */ secondPerson?: Flag }
/** Why */
export type Reason = string
/** For how many days */
export type WaitDays = number
/** Why nothing of a tenant is removed */
export type Hold = { /** For people, and in the audit trail */ reason: Reason }
/** How a person is known: by all of these */
export type PersonIdentifiers = { /** An address stands for its hash, too */ agents: Array<Agent>; /** What stands for the person in extensions, such as a number of staff */ texts?: Array<string> }
/** Who did it, when and why */
export type Deed = { at: Instant; by: By; reason?: string }
/** A person, an operator or a function */
export type By = { kind: 'person' | 'operator' | 'system'; /** The subject of a person, the ARN of an operator */ id: string }
/** The id of a hold */
export type HoldId = string
/** What is to be held, besides a reason: a statement must have all that is named */
export type NewRecordsHold = { /** For people, in replies, certificates and the audit trail: let it name nobody */ reason: Reason; person?: PersonIdentifiers; /** Anywhere in a statement */ activity?: Iri; registration?: string }
/** A hold on records: nothing that it meets is removed */
export type RecordsHold = { id: HoldId; set: Deed; person?: PersonIdentifiers; activity?: string; registration?: string }
/** A page of holds */
export type RecordsHolds = { items: Array<RecordsHold>; next?: Cursor }
/** The name of a retention rule */
export type RuleId = string
/** An IRI that a rule names */
export type RuleIri = string
/** Which statements a rule is for: those that have all that is named; all of them where nothing is */
export type RuleSelection = { verb?: RuleIri; /** The object */ activity?: RuleIri; /** The activity may stand anywhere in the statement */ related?: boolean; /** The id of a profile: in a category of the context, or before the name of the verb */ profile?: RuleIri }
/** Years, months and days: P6Y, P18M, P1Y6M, P90D */
export type Period = string
/** A retention rule as it is to be */
export type NewRetentionRule = { name?: Name; meets: RuleSelection; period: Period; /** When the period begins: as Cairn or as the sender says */ from: 'stored' | 'timestamp'; mandatory?: Mandate; reason: Reason }
/** The law demands it: until its time is over, not even the person's erasure removes what the rule meets */
export type Mandate = { /** Which one: 21 CFR 211.180(e) */ regulation: Name }
/** How long which statements are kept */
export type RetentionRule = { id: RuleId; name?: string; meets: RuleSelection; period: Period; from: 'stored' | 'timestamp'; mandatory?: Mandate; changed: Deed }
/** A page of retention rules, by id */
export type RetentionRules = { items: Array<RetentionRule>; next?: Cursor }
/** The id of a case */
export type CaseId = string
/** Where a case is */
export type CaseState = 'prepared' | 'approved' | 'running' | 'done' | 'rejected' | 'withdrawn'
/** A case to be prepared: the erasure of a person, or what is past its time by the rules of now */
export type NewCase = { /** For people, and in the audit trail: let it name nobody */ reason: Reason; erasure?: NewErasure; retention?: NewRetentionRun }
/** Who is to be erased, and how */
export type NewErasure = { way: ErasureWay; identifiers: PersonIdentifiers }
/** The records go, or a pseudonym takes the place of the person */
export type ErasureWay = 'remove' | 'pseudonym'
/** Of all that is past its time now */
export type NewRetentionRun = {  }
/** Why a case is decided so */
export type CaseDecision = { reason: Reason }
/** Nothing to say */
export type Recount = {  }
/** What a case would do: counts, of all that was looked at by now */
export type Preview = { /** False where not all was looked at: then the counts are lower bounds */ isComplete: boolean; /** How many were looked at */ statements: number; /** How many would go, or be changed */ affected: number; /** Of an erasure: state and profile documents of the person, which go. Those of others that name the person are not counted */ documents?: number; months: Array<{ /** Of storing: 2026-02; other: the rest, where there are too many rows */ month: string; /** That they are past the time of */ rule?: string; count: number }>; /** Blocks of statements that are lost or damaged, and not counted */ unreadable?: number; /** The first day on which something else is past its time */ next?: Day; /** What stays all the same: by a hold, by the law, by a rule that came since */ kept: Array<{ by: 'hold' | 'rule'; id: string; /** The regulation, or the reason of the hold */ why: string; count: number; /** The first of them is kept to the end of this day */ first?: Day; /** The last of them is kept to the end of this day */ last?: Day }>; examples: Array<{ id: string; verb: string; stored: Instant }> }
/** One act that removes or changes records */
export type Case = { id: CaseId; kind: 'erasure' | 'retention'; state: CaseState; prepared: Deed; /** Approved, rejected or withdrawn */ decided?: Deed; erasure?: { way: ErasureWay; /** Fingerprints of the identifiers, as the audit trail has them */ persons: Array<string>; /** In the answer to GET, until the case has ended */ identifiers?: PersonIdentifiers }; retention?: { /** What is past its time then */ at: Instant; /** As they were then */ rules: Array<RetentionRule> }; preview: Preview; run?: { began: Instant; ended?: Instant; /** How far it is, in words */ progress?: string; /** Of the last try; the next one goes on all the same */ failure?: { at: Instant; what: string } }; hasCertificate: boolean }
/** A page of cases, the newest first */
export type Cases = { items: Array<Case>; next?: Cursor }
/** What was done */
export type CaseCertificate = { case: CaseId; /** The JSON text that is signed, octet for octet */ certificate: string; /** ECDSA on P-256 with SHA-256, DER, base64 */ signature: string }
/** An hour, UTC */
export type Hour = string
/** The hash of a public key */
export type KeyHash = string
/** What is digested */
export type EvidenceSource = 'statements' | 'audit'
/** A page of digests, by hour; an hour without records has none */
export type Digests = { /** Up to here all is digested; missing before the first head */ through?: Instant; items: Array<{ hour: Hour; /** Records of the hour */ count: number; /** Of this hour and all before */ total: number; /** Of the tree over their leaves, hex */ root: string; /** There is a signed head of the hour */ isSigned: boolean }>; next?: Cursor }
/** A page of signed heads, by hour */
export type Heads = { items: Array<{ hour: Hour; /** How many heads there are before it */ number: number; /** Of the text that is signed: SHA-256, hex */ hash: string; made: Instant; /** Of the signature, by its hash */ key: string }>; next?: Cursor }
/** A signed head as a file of its own, for node bin/verify.mjs heads */
export type HeadFile = { cairn: 'head-1-file'; head: { [name: string]: unknown } }
/** A proof of one record, for node bin/verify.mjs proof */
export type ProofFile = { /** `rewritten-1` of a record that a case of erasure or retention removed, or that stands with another text since */ cairn: 'proof-1' | 'rewritten-1'; record: { [name: string]: unknown }; leaf: { [name: string]: unknown }; digests: Array<string>; entry: { [name: string]: unknown }; head: { [name: string]: unknown }; /** What shows that the case changed the record */ change?: { [name: string]: unknown } }
/** A public key that heads are signed with */
export type EvidenceKey = { /** Its hash */ key: string; pem: string }
/** Why a tenant is suspended */
export type Suspension = { /** For people, and in the audit trail */ reason: string }
/** A tenant */
export type Tenant = { id: TenantId; name: string; defaultVersion: Version; quotas: Quotas; /** Runs of retention are approved by another person than prepared them */ secondPerson?: boolean; created?: Instant; suspended?: { at: Instant; reason: string }; /** It is marked for deletion: until then it can be resumed */ removal?: { at: Instant; after: Instant; reason?: string; /** The subject of the owner who asked */ by?: string; /** Since then it is being removed, and can't be taken back */ began?: Instant }; /** Nothing of it is removed */ hold?: { at: Instant; reason: string } }
/** A page of tenants, by id */
export type Tenants = { items: Array<Tenant>; next?: Cursor }
/** How many there are */
export type Counted = { count: number; /** False where there are at least so many, and more were not counted */ isComplete: boolean }
/** What the removal of a tenant would take, or takes */
export type Removal = { tenant: TenantId; dryRun: boolean; /** When its waiting time is over */ after: Instant; credentials: number; members: number; hasStatements: boolean; /** Then nothing is removed */ isHeld?: boolean; /** States and profiles */ documents?: Counted; /** In the content bucket: attachments, and what is too big for an item */ objects?: Counted; /** Files of the lake */ lakeFiles?: Counted; /** What is stored, as the index says */ statements?: { requests: number; statements: number; /** False where there are more than were counted */ isComplete: boolean; /** The hour of the oldest one, UTC */ first?: string; /** The hour of the newest one, UTC */ last?: string } }
/** What was removed with a tenant */
export type Certificate = { tenant: TenantId; removed: Instant; /** The JSON text that is signed, octet for octet */ certificate: string; /** ECDSA on P-256 with SHA-256, DER, base64 */ signature: string }
/** An IRI with a scheme */
export type Iri = string
/** What a credential may do */
export type Scope = 'all' | 'all/read' | 'statements/write' | 'statements/void' | 'statements/read' | 'statements/read/mine' | 'state' | 'profile' | 'define'
/** What a credential is let pass against the standard */
export type LenientRule = 'blind-profile-put' | 'boolean-case' | 'missing-version' | 'trailing-query' | 'equal-score-bounds' | 'object-type' | 'broken-json-state'
/** An Agent of xAPI: exactly one of mbox, mbox_sha1sum, openid and account names it */
export type Agent = { objectType?: 'Agent'; name?: string; mbox?: string; mbox_sha1sum?: string; openid?: Iri; account?: { homePage: Iri; name: string } }
/** The key of a credential: the user name of HTTP Basic */
export type CredentialKey = string
/** What a credential may do */
export type Scopes = Array<Scope>
/** What a credential may read, where that is not everything; a statement must fit each of these that is given */
export type CredentialFilter = { verbs?: Array<Iri>; /** Objects of statements */ activities?: Array<Iri>; /** Actors of statements, or their objects */ agents?: Array<Agent> }
/** What its requests are let pass against the standard */
export type Lenient = Array<LenientRule>
/** A credential to be made */
export type NewCredential = { /** For people: who or what uses it */ label: Name; scopes: Scopes; /** The authority of its statements; an account with its key where it is left out */ authority?: Agent; /** From when on it is refused; never where it is left out */ expires?: Instant; filter?: CredentialFilter; lenient?: Lenient }
/** What of a credential is to be changed; what is left out stays */
export type CredentialChange = { label?: Name; scopes?: Scopes; /** null: never */ expires?: Instant | null; /** null: everything */ filter?: CredentialFilter | null; lenient?: Lenient }
/** Until when the secret before works beside the new one */
export type Rotation = { /** 24 hours from now where it is left out; what is past ends it at once */ until?: Instant }
/** A launch of cmi5 content to be prepared */
export type NewLaunch = { /** The learner: an Agent with an account */ actor: unknown; /** Of the learner in the course */ registration: string; /** What the LMS calls the AU; another id than the publisher's */ activity: Iri; /** The AU's id in the course structure */ publisherId: Iri; /** statements/write, statements/read, state and profile where they are left out */ scopes?: Array<'statements/write' | 'statements/read' | 'statements/read/mine' | 'state' | 'profile' | 'define'>; /** The end of the session: within 24 hours; in 4 hours where it is left out */ expires?: Instant; launchMode?: 'Normal' | 'Browse' | 'Review'; moveOn?: 'Passed' | 'Completed' | 'CompletedAndPassed' | 'CompletedOrPassed' | 'NotApplicable'; masteryScore?: number; launchParameters?: string; returnURL?: Iri; entitlementKey?: { courseStructure?: string; alternate?: string } }
/** A launch that is prepared */
export type Launch = { /** Of its credential, to revoke it by */ key: string; session: string; expires: Instant; /** Until when the content must have fetched its credentials */ fetchUntil: Instant; parameters: { endpoint: string; fetch: string; actor: string; registration: string; activityId: string }; /** The parameters, to be added to the content's address behind ? or & */ query: string }
/** A credential; its secrets nobody knows */
export type Credential = { key: string; label: string; scopes: Scopes; /** An Agent */ authority: { [name: string]: unknown }; created?: Instant; expires?: Instant; /** Within five minutes */ lastUsed?: Instant; filter?: CredentialFilter; /** In the list: how many requests needed each rule of leniency, within a minute */ needed?: { [name: string]: Count }; lenient: Array<string>; /** The newest first; `until` is when one stops working */ secrets: Array<{ until?: Instant }> }
/** A credential with its new secret, which is told this once */
export type CreatedCredential = { secret: string; key: string; label: string; scopes: Scopes; /** An Agent */ authority: { [name: string]: unknown }; created?: Instant; expires?: Instant; /** Within five minutes */ lastUsed?: Instant; filter?: CredentialFilter; lenient: Array<string>; /** The newest first; `until` is when one stops working */ secrets: Array<{ until?: Instant }> }
/** A page of credentials, in no order that means anything; those of launches are not listed */
export type Credentials = { items: Array<Credential>; next?: Cursor }
/** Names a person: `sub` of their tokens */
export type Subject = string
/** What a person is to be */
export type MemberRole = { role: Role; /** For people */ name?: Name }
/** A person with a role in a tenant */
export type Member = { subject: Subject; issuer: string; role: Role; name?: string }
/** A page of members, in no order that means anything */
export type Members = { items: Array<Member>; next?: Cursor }
/** A statement of xAPI, as it was stored */
export type Statement = { id?: string; actor: { [name: string]: unknown }; verb: { [name: string]: unknown }; object: { [name: string]: unknown } }
/** A page of statements, as xAPI has it */
export type StatementResult = { statements: Array<Statement>; /** The path of the next page; empty at the end */ more: string }
/** The id of a statement */
export type StatementId = string
/** A text */
export type Text = string
/** A page of statements, or one statement */
export type StatementAnswer = StatementResult | Statement
/** The name of a question */
export type QueryName = string
/** The id of a run */
export type RunId = string
/** A parameter of a question */
export type QueryParameter = { name: string; /** A date is a text such as 2026-11-21; words have a space between them */ type: 'text' | 'words' | 'date' | 'integer' | 'number'; meaning: string; required: boolean; default?: string | number }
/** A column of an answer */
export type QueryColumn = { name: string; unit: string; meaning: string }
/** A named question */
export type Query = { name: QueryName; meaning: string; parameters: Array<QueryParameter>; columns: Array<QueryColumn>; /** As the lake is asked it, with a ? for each value */ sql: string; /** The name of the parameter that each ? stands for, in their order; tenant is that of the path */ places: Array<string>; /** Names of the views that it reads */ reads: Array<string> }
/** A column of a view of the lake */
export type ViewColumn = { name: string; /** In SQL */ type: string; meaning: string }
/** A view of the lake */
export type View = { name: string; meaning: string; columns: Array<ViewColumn> }
/** The named questions */
export type Queries = { items: Array<Query>; views: Array<View> }
/** What a question is asked with */
export type NewRun = { /** By name; the tenant is that of the path */ parameters?: { [name: string]: string | number }; /** An answer that is at most so old may be taken: it costs nothing */ reuseMinutes?: number }
/** A run of a question */
export type Run = { run: RunId; query: QueryName; started: Instant; state: 'queued' | 'running' | 'succeeded' | 'failed'; /** Everything stored before is in the answer; missing where nobody knows, as of an earlier answer */ through?: Instant; scannedBytes: number; isReused: boolean; failure?: { kind: 'mistake' | 'limit' | 'stopped' | 'rights' | 'busy' | 'moved' | 'failed'; detail: string }; columns?: Array<{ name: string; type: string }>; /** Rows: their values in the order of the columns, as text */ items?: Array<Array<string | null>>; next?: Cursor }
/** What was done, read or tried */
export type AuditEntry = { /** Names the entry: one that is met twice is one */ id: string; /** When it happened */ at: string; /** When it came into the table, a minute or so later */ stored: string; /** docs/audit.md lists them */ act: string; /** begun: a change that was about to be made */ outcome: 'begun' | 'done' | 'refused'; who: { kind: string; id: string }; requestId?: string; /** What the act tells: filter, count, ids */ what?: { [name: string]: unknown }; /** Of a change: the old value */ before?: unknown; /** Of a change: the new value */ after?: unknown; reason?: string }
/** A page of the trail, in the order of storing */
export type AuditEntries = { items: Array<AuditEntry>; next?: Cursor }
/** How people sign in */
export type SignIn = { /** Its configuration is below it (OIDC Discovery) */ issuer?: string; /** Of a public client: code and PKCE, no secret */ clientId?: string; /** What access tokens must be meant for, where the issuer says so */ audience?: string }
/** By the names that the document gives them. */
export type Operations = {
  /** This API as an OpenAPI document */
  getOpenApi: {
    method: 'GET'
    path: '/openapi.json'
    parameters: {  }
    query: {  }
    body: undefined
    answer: OpenApi
  }
  /** The issuer that people sign in with, and the client */
  getSignIn: {
    method: 'GET'
    path: '/sign-in'
    parameters: {  }
    query: {  }
    body: undefined
    answer: SignIn
  }
  /** Who asks, and with which roles */
  getMe: {
    method: 'GET'
    path: '/me'
    parameters: {  }
    query: {  }
    body: undefined
    answer: Me
  }
  /** The tenants, by id */
  listTenants: {
    method: 'GET'
    path: '/tenants'
    parameters: {  }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Tenants
  }
  /** Makes a tenant */
  createTenant: {
    method: 'POST'
    path: '/tenants'
    parameters: {  }
    query: {  }
    body: NewTenant
    answer: Tenant
  }
  /** One tenant */
  getTenant: {
    method: 'GET'
    path: '/tenants/{tenant}'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Tenant
  }
  /** Changes its name, its default version or its quotas */
  changeTenant: {
    method: 'PATCH'
    path: '/tenants/{tenant}'
    parameters: { tenant: TenantId }
    query: {  }
    body: TenantChange
    answer: Tenant
  }
  /** Marks a tenant for deletion, after a waiting time in which it can be taken back */
  removeTenant: {
    method: 'DELETE'
    path: '/tenants/{tenant}'
    parameters: { tenant: TenantId }
    query: { dryRun?: Flag; reason?: Reason; waitDays?: WaitDays }
    body: undefined
    answer: Removal
  }
  /** Refuses all requests of its credentials, within a minute */
  suspendTenant: {
    method: 'POST'
    path: '/tenants/{tenant}/suspend'
    parameters: { tenant: TenantId }
    query: {  }
    body: Suspension
    answer: Tenant
  }
  /** Ends its suspension, or takes back that it is marked for deletion */
  resumeTenant: {
    method: 'POST'
    path: '/tenants/{tenant}/resume'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Tenant
  }
  /** Takes back that it is marked for deletion, as long as nothing was removed; a suspension stays */
  restoreTenant: {
    method: 'POST'
    path: '/tenants/{tenant}/restore'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Tenant
  }
  /** Holds a tenant: nothing of it is removed until the hold is lifted */
  holdTenant: {
    method: 'PUT'
    path: '/tenants/{tenant}/hold'
    parameters: { tenant: TenantId }
    query: {  }
    body: Hold
    answer: Tenant
  }
  /** Lifts the hold */
  releaseTenant: {
    method: 'DELETE'
    path: '/tenants/{tenant}/hold'
    parameters: { tenant: TenantId }
    query: { reason: Reason }
    body: undefined
    answer: Tenant
  }
  /** What was removed with a tenant that is gone, signed with the key of the evidence */
  getCertificate: {
    method: 'GET'
    path: '/tenants/{tenant}/certificate'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Certificate
  }
  /** The credentials of a tenant, but those of launches */
  listCredentials: {
    method: 'GET'
    path: '/tenants/{tenant}/credentials'
    parameters: { tenant: TenantId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Credentials
  }
  /** Makes a credential, and tells its secret this once */
  createCredential: {
    method: 'POST'
    path: '/tenants/{tenant}/credentials'
    parameters: { tenant: TenantId }
    query: {  }
    body: NewCredential
    answer: CreatedCredential
  }
  /** One credential */
  getCredential: {
    method: 'GET'
    path: '/tenants/{tenant}/credentials/{key}'
    parameters: { tenant: TenantId; key: CredentialKey }
    query: {  }
    body: undefined
    answer: Credential
  }
  /** Changes its label, its scopes, its expiry, its filter or its leniency, within a minute */
  changeCredential: {
    method: 'PATCH'
    path: '/tenants/{tenant}/credentials/{key}'
    parameters: { tenant: TenantId; key: CredentialKey }
    query: {  }
    body: CredentialChange
    answer: Credential
  }
  /** Revokes a credential: it works for a minute more at most */
  revokeCredential: {
    method: 'DELETE'
    path: '/tenants/{tenant}/credentials/{key}'
    parameters: { tenant: TenantId; key: CredentialKey }
    query: { dryRun?: Flag }
    body: undefined
    answer: Credential
  }
  /** Gives a credential a new secret, beside which the one before works for a while */
  rotateCredential: {
    method: 'POST'
    path: '/tenants/{tenant}/credentials/{key}/rotate'
    parameters: { tenant: TenantId; key: CredentialKey }
    query: {  }
    body: Rotation
    answer: CreatedCredential
  }
  /** Prepares a launch of cmi5 content: its launch data, and credentials for one learner and session */
  createLaunch: {
    method: 'POST'
    path: '/tenants/{tenant}/launches'
    parameters: { tenant: TenantId }
    query: {  }
    body: NewLaunch
    answer: Launch
  }
  /** Who has a role in a tenant, besides those whose token names it */
  listMembers: {
    method: 'GET'
    path: '/tenants/{tenant}/members'
    parameters: { tenant: TenantId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Members
  }
  /** One member */
  getMember: {
    method: 'GET'
    path: '/tenants/{tenant}/members/{subject}'
    parameters: { tenant: TenantId; subject: Subject }
    query: {  }
    body: undefined
    answer: Member
  }
  /** Gives a person a role, or another one, within a minute */
  putMember: {
    method: 'PUT'
    path: '/tenants/{tenant}/members/{subject}'
    parameters: { tenant: TenantId; subject: Subject }
    query: {  }
    body: MemberRole
    answer: Member
  }
  /** Takes a role away, within a minute */
  removeMember: {
    method: 'DELETE'
    path: '/tenants/{tenant}/members/{subject}'
    parameters: { tenant: TenantId; subject: Subject }
    query: { dryRun?: Flag }
    body: undefined
    answer: Member
  }
  /** Statements, by the filters of xAPI, by credential, or voided ones; `more` leads on */
  listStatements: {
    method: 'GET'
    path: '/tenants/{tenant}/statements'
    parameters: { tenant: TenantId }
    query: { agent?: Text; verb?: Text; activity?: Text; registration?: Text; related_activities?: Text; related_agents?: Text; since?: Text; until?: Text; limit?: Text; format?: Text; attachments?: Text; ascending?: Text; statementId?: Text; voidedStatementId?: Text; more?: Text; credential?: Text; voided?: Text }
    body: undefined
    answer: StatementAnswer
  }
  /** One statement, voided or not */
  getStatement: {
    method: 'GET'
    path: '/tenants/{tenant}/statements/{id}'
    parameters: { tenant: TenantId; id: StatementId }
    query: { format?: Text; attachments?: Text }
    body: undefined
    answer: Statement
  }
  /** The named questions, with their parameters, columns and SQL; the views that these read */
  listQueries: {
    method: 'GET'
    path: '/tenants/{tenant}/queries'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Queries
  }
  /** Starts a question on the tenant's part of the lake; what it reads is paid for */
  startQuery: {
    method: 'POST'
    path: '/tenants/{tenant}/queries/{name}'
    parameters: { tenant: TenantId; name: QueryName }
    query: {  }
    body: NewRun
    answer: Run
  }
  /** The state of a run, and its rows once it has succeeded */
  getRun: {
    method: 'GET'
    path: '/tenants/{tenant}/queries/{name}/runs/{run}'
    parameters: { tenant: TenantId; name: QueryName; run: RunId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Run
  }
  /** The trail of a tenant: who did, read or tried what, in the order of storing */
  listTenantAudit: {
    method: 'GET'
    path: '/tenants/{tenant}/audit'
    parameters: { tenant: TenantId }
    query: { from?: Instant; to?: Instant; who?: Text; act?: Text; descending?: Flag; about?: Text; limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: AuditEntries
  }
  /** The trail of what belongs to no tenant: sign-ins, tenants made, keys that are nobody’s */
  listAudit: {
    method: 'GET'
    path: '/audit'
    parameters: {  }
    query: { from?: Instant; to?: Instant; who?: Text; act?: Text; descending?: Flag; limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: AuditEntries
  }
  /** What the tenant used, day by day (UTC), and what it costs */
  getUsage: {
    method: 'GET'
    path: '/tenants/{tenant}/usage'
    parameters: { tenant: TenantId }
    query: { from?: Day; to?: Day }
    body: undefined
    answer: Usage
  }
  /** When each credential was seen last, what was accepted of it, and what was refused where */
  listSenders: {
    method: 'GET'
    path: '/tenants/{tenant}/senders'
    parameters: { tenant: TenantId }
    query: {  }
    body: undefined
    answer: Senders
  }
  /** What may not be removed: by person, activity or registration */
  listHolds: {
    method: 'GET'
    path: '/tenants/{tenant}/holds'
    parameters: { tenant: TenantId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: RecordsHolds
  }
  /** Holds records: no rule, no erasure and no approval removes what it meets */
  holdRecords: {
    method: 'POST'
    path: '/tenants/{tenant}/holds'
    parameters: { tenant: TenantId }
    query: {  }
    body: NewRecordsHold
    answer: RecordsHold
  }
  /** One hold */
  getHold: {
    method: 'GET'
    path: '/tenants/{tenant}/holds/{hold}'
    parameters: { tenant: TenantId; hold: HoldId }
    query: {  }
    body: undefined
    answer: RecordsHold
  }
  /** Lifts a hold; nothing goes by that alone */
  releaseRecords: {
    method: 'DELETE'
    path: '/tenants/{tenant}/holds/{hold}'
    parameters: { tenant: TenantId; hold: HoldId }
    query: { dryRun?: Flag; reason?: Reason }
    body: undefined
    answer: RecordsHold
  }
  /** How long statements are kept; what no rule meets is kept for ever */
  listRetentionRules: {
    method: 'GET'
    path: '/tenants/{tenant}/retention-rules'
    parameters: { tenant: TenantId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: RetentionRules
  }
  /** One rule */
  getRetentionRule: {
    method: 'GET'
    path: '/tenants/{tenant}/retention-rules/{rule}'
    parameters: { tenant: TenantId; rule: RuleId }
    query: {  }
    body: undefined
    answer: RetentionRule
  }
  /** Makes a rule, or another one of it; nothing goes by that alone */
  putRetentionRule: {
    method: 'PUT'
    path: '/tenants/{tenant}/retention-rules/{rule}'
    parameters: { tenant: TenantId; rule: RuleId }
    query: {  }
    body: NewRetentionRule
    answer: RetentionRule
  }
  /** Takes a rule away: what it alone met is kept for ever */
  removeRetentionRule: {
    method: 'DELETE'
    path: '/tenants/{tenant}/retention-rules/{rule}'
    parameters: { tenant: TenantId; rule: RuleId }
    query: { dryRun?: Flag; reason?: Reason }
    body: undefined
    answer: RetentionRule
  }
  /** The cases of a tenant, the newest first */
  listCases: {
    method: 'GET'
    path: '/tenants/{tenant}/cases'
    parameters: { tenant: TenantId }
    query: { limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Cases
  }
  /** Prepares a case and begins to count what it would do; nothing is removed before it is approved */
  prepareCase: {
    method: 'POST'
    path: '/tenants/{tenant}/cases'
    parameters: { tenant: TenantId }
    query: {  }
    body: NewCase
    answer: Case
  }
  /** One case, with its counts, and with who is meant until it has ended */
  getCase: {
    method: 'GET'
    path: '/tenants/{tenant}/cases/{case}'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: undefined
    answer: Case
  }
  /** Goes on counting, for some seconds; from the start where holds or rules have changed */
  countCase: {
    method: 'POST'
    path: '/tenants/{tenant}/cases/{case}/count'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: Recount
    answer: Case
  }
  /** Approves a case: from now on it is carried out. An erasure needs another person than prepared it */
  approveCase: {
    method: 'POST'
    path: '/tenants/{tenant}/cases/{case}/approve'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: CaseDecision
    answer: Case
  }
  /** Rejects a case: nothing of it is done */
  rejectCase: {
    method: 'POST'
    path: '/tenants/{tenant}/cases/{case}/reject'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: CaseDecision
    answer: Case
  }
  /** Takes a case back, by who prepared it */
  withdrawCase: {
    method: 'POST'
    path: '/tenants/{tenant}/cases/{case}/withdraw'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: CaseDecision
    answer: Case
  }
  /** What was done, signed with the key of the evidence */
  getCaseCertificate: {
    method: 'GET'
    path: '/tenants/{tenant}/cases/{case}/certificate'
    parameters: { tenant: TenantId; case: CaseId }
    query: {  }
    body: undefined
    answer: CaseCertificate
  }
  /** What was digested of a tenant, hour by hour */
  listDigests: {
    method: 'GET'
    path: '/tenants/{tenant}/evidence/digests'
    parameters: { tenant: TenantId }
    query: { from?: Hour; to?: Hour; source?: EvidenceSource; limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Digests
  }
  /** The signed heads, hour by hour; they are over all tenants and name none */
  listHeads: {
    method: 'GET'
    path: '/tenants/{tenant}/evidence/heads'
    parameters: { tenant: TenantId }
    query: { from?: Hour; to?: Hour; limit?: Limit; cursor?: Cursor }
    body: undefined
    answer: Heads
  }
  /** A head as a file to keep or hand out */
  getHead: {
    method: 'GET'
    path: '/tenants/{tenant}/evidence/head'
    parameters: { tenant: TenantId }
    query: { hour?: Hour; since?: Hour }
    body: undefined
    answer: HeadFile
  }
  /** The public key that heads are signed with; compare it with what KMS says */
  getEvidenceKey: {
    method: 'GET'
    path: '/tenants/{tenant}/evidence/key'
    parameters: { tenant: TenantId }
    query: { key?: KeyHash }
    body: undefined
    answer: EvidenceKey
  }
  /** The proof that a statement has not changed, for somebody who has the public key alone */
  getProof: {
    method: 'GET'
    path: '/tenants/{tenant}/statements/{id}/proof'
    parameters: { tenant: TenantId; id: StatementId }
    query: {  }
    body: undefined
    answer: ProofFile
  }
}
/** Where each operation is. */
export const PLACES: { readonly [name in keyof Operations]: readonly [Operations[name]["method"], Operations[name]["path"]] } = {
  getOpenApi: ['GET', '/openapi.json'],
  getSignIn: ['GET', '/sign-in'],
  getMe: ['GET', '/me'],
  listTenants: ['GET', '/tenants'],
  createTenant: ['POST', '/tenants'],
  getTenant: ['GET', '/tenants/{tenant}'],
  changeTenant: ['PATCH', '/tenants/{tenant}'],
  removeTenant: ['DELETE', '/tenants/{tenant}'],
  suspendTenant: ['POST', '/tenants/{tenant}/suspend'],
  resumeTenant: ['POST', '/tenants/{tenant}/resume'],
  restoreTenant: ['POST', '/tenants/{tenant}/restore'],
  holdTenant: ['PUT', '/tenants/{tenant}/hold'],
  releaseTenant: ['DELETE', '/tenants/{tenant}/hold'],
  getCertificate: ['GET', '/tenants/{tenant}/certificate'],
  listCredentials: ['GET', '/tenants/{tenant}/credentials'],
  createCredential: ['POST', '/tenants/{tenant}/credentials'],
  getCredential: ['GET', '/tenants/{tenant}/credentials/{key}'],
  changeCredential: ['PATCH', '/tenants/{tenant}/credentials/{key}'],
  revokeCredential: ['DELETE', '/tenants/{tenant}/credentials/{key}'],
  rotateCredential: ['POST', '/tenants/{tenant}/credentials/{key}/rotate'],
  createLaunch: ['POST', '/tenants/{tenant}/launches'],
  listMembers: ['GET', '/tenants/{tenant}/members'],
  getMember: ['GET', '/tenants/{tenant}/members/{subject}'],
  putMember: ['PUT', '/tenants/{tenant}/members/{subject}'],
  removeMember: ['DELETE', '/tenants/{tenant}/members/{subject}'],
  listStatements: ['GET', '/tenants/{tenant}/statements'],
  getStatement: ['GET', '/tenants/{tenant}/statements/{id}'],
  listQueries: ['GET', '/tenants/{tenant}/queries'],
  startQuery: ['POST', '/tenants/{tenant}/queries/{name}'],
  getRun: ['GET', '/tenants/{tenant}/queries/{name}/runs/{run}'],
  listTenantAudit: ['GET', '/tenants/{tenant}/audit'],
  listAudit: ['GET', '/audit'],
  getUsage: ['GET', '/tenants/{tenant}/usage'],
  listSenders: ['GET', '/tenants/{tenant}/senders'],
  listHolds: ['GET', '/tenants/{tenant}/holds'],
  holdRecords: ['POST', '/tenants/{tenant}/holds'],
  getHold: ['GET', '/tenants/{tenant}/holds/{hold}'],
  releaseRecords: ['DELETE', '/tenants/{tenant}/holds/{hold}'],
  listRetentionRules: ['GET', '/tenants/{tenant}/retention-rules'],
  getRetentionRule: ['GET', '/tenants/{tenant}/retention-rules/{rule}'],
  putRetentionRule: ['PUT', '/tenants/{tenant}/retention-rules/{rule}'],
  removeRetentionRule: ['DELETE', '/tenants/{tenant}/retention-rules/{rule}'],
  listCases: ['GET', '/tenants/{tenant}/cases'],
  prepareCase: ['POST', '/tenants/{tenant}/cases'],
  getCase: ['GET', '/tenants/{tenant}/cases/{case}'],
  countCase: ['POST', '/tenants/{tenant}/cases/{case}/count'],
  approveCase: ['POST', '/tenants/{tenant}/cases/{case}/approve'],
  rejectCase: ['POST', '/tenants/{tenant}/cases/{case}/reject'],
  withdrawCase: ['POST', '/tenants/{tenant}/cases/{case}/withdraw'],
  getCaseCertificate: ['GET', '/tenants/{tenant}/cases/{case}/certificate'],
  listDigests: ['GET', '/tenants/{tenant}/evidence/digests'],
  listHeads: ['GET', '/tenants/{tenant}/evidence/heads'],
  getHead: ['GET', '/tenants/{tenant}/evidence/head'],
  getEvidenceKey: ['GET', '/tenants/{tenant}/evidence/key'],
  getProof: ['GET', '/tenants/{tenant}/statements/{id}/proof'],
}
