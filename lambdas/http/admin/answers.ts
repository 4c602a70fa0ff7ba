/** The types of answers, by the names of their schemas in `schemas/admin.json`: what a client of this API reads. */
import type { NewEntry } from '../../audit/entry.ts'
import type { By } from '../../cases/by.ts'
import type { CaseRun, ErasureAsk, RetentionAsk, Case as StoredCase } from '../../cases/case.ts'
import type { HoldSelection, Hold as StoredHold } from '../../cases/hold-item.ts'
import type { Preview } from '../../cases/preview.ts'
import type { RetentionRule as StoredRule } from '../../cases/retention-rule-item.ts'
import type { Question } from '../../lake/questions/question.ts'
import type { SqlColumn, SqlFailureKind, SqlRow } from '../../lake/sql.ts'
import type { CredentialFilter } from '../../tenancy/credential-filter.ts'
import type { Role } from '../../tenancy/person.ts'
import type { Scope } from '../../tenancy/scopes.ts'
import type { Quotas } from '../../tenancy/tenant-quotas.ts'
import type { Sender as CountedSender } from '../../tenancy/usage/sender-item.ts'
import type { DayUsage as CountedDay } from '../../tenancy/usage/usage.ts'
import type { LenientRule } from '../../xapi/leniency.ts'
import type { Agent, Version } from '../../xapi/statement.ts'
import type { Stock } from './stock.ts'

type Page<Item> = { items: Item[]; next?: string }

type Tenant = {
  id: string
  name: string
  defaultVersion: Version
  quotas: Quotas
  created?: string
  suspended?: { at: string; reason: string }
  removal?: { at: string; after: string }
  hold?: { at: string; reason: string }
  secondPerson?: boolean
}

type RecordsHold = HoldSelection & Pick<StoredHold, 'id' | 'set'>
type RetentionRule = Omit<StoredRule, 'version'>
type Case = Pick<StoredCase, 'id' | 'kind' | 'state' | 'prepared'> & {
  decided?: { at: string; by: By; reason?: string }
  erasure?: ErasureAsk
  retention?: Pick<RetentionAsk, 'at'> & { rules: RetentionRule[] }
  preview: Omit<Preview, 'basis' | 'after'>
  run?: CaseRun
  hasCertificate: boolean
}

type Credential = {
  key: string
  label: string
  scopes: Scope[]
  authority: Agent
  lenient: LenientRule[]
  secrets: { until?: string }[]
  needed?: { [rule in LenientRule]?: number }
  created?: string
  expires?: string
  lastUsed?: string
  filter?: CredentialFilter
}

type Member = { subject: string; issuer: string; role: Role; name?: string }
type Sender = Omit<CountedSender, 'lastSeen' | 'lastRefused'> & { lastSeen: string; lastRefused?: string }
type DayUsage = Omit<CountedDay, 'last'> & { last: string }
type AuditEntry = Omit<NewEntry, 'at' | 'tenant'> & { id: string; at: string; stored: string }

export type Answers = {
  Me: {
    subject: string
    issuer: string
    name?: string
    isOwner: boolean
    tenants: { tenant: string; role: Role }[]
    isComplete: boolean
  }
  SignIn: { issuer?: string; clientId?: string }
  OpenApi: { openapi: string; paths: object }
  Tenant: Tenant
  Tenants: Page<Tenant>
  Removal: {
    tenant: string
    dryRun: boolean
    after: string
    credentials: number
    members: number
    hasStatements: boolean
    isHeld: boolean
  } & Stock
  Credential: Credential
  CreatedCredential: Credential & { secret: string }
  Credentials: Page<Credential>
  Launch: { key: string; session: string; expires: string; fetchUntil: string; parameters: object; query: string }
  Member: Member
  Members: Page<Member>
  StatementAnswer: object
  Statement: object
  Queries: Page<Pick<Question, 'name' | 'meaning' | 'parameters' | 'columns'>>
  Run: Page<SqlRow> & {
    run: string
    query: string
    started: string
    state: 'queued' | 'running' | 'succeeded' | 'failed'
    scannedBytes: number
    isReused: boolean
    through?: string
    failure?: { kind: SqlFailureKind; detail: string }
    columns?: SqlColumn[]
  }
  Certificate: { tenant: string; removed: string; certificate: string; signature: string }
  AuditEntries: Page<AuditEntry>
  Usage: { from: string; to: string; region: string; items: DayUsage[] }
  Senders: { items: Sender[] }
  RecordsHold: RecordsHold
  RecordsHolds: Page<RecordsHold>
  RetentionRule: RetentionRule
  RetentionRules: Page<RetentionRule>
  Case: Case
  Cases: Page<Case>
  Digests: Page<{ hour: string; count: number; total: number; root: string; isSigned: boolean }> & { through?: string }
  Heads: Page<{ hour: string; number: number; hash: string; made: string; key: string }>
  HeadFile: { cairn: string; head: object }
  ProofFile: { cairn: string; record: object }
  EvidenceKey: { key: string; pem: string }
  CaseCertificate: { case: string; certificate: string; signature: string }
}
