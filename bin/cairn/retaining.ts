/** What commands do with holds, retention rules and cases: by the admin API, or by the tables themselves. */
import type { Answers } from '../../lambdas/http/admin/answers.ts'
import type { Bodies } from '../../lambdas/http/admin/bodies.ts'
import type { Changed } from './changed.ts'

export type RecordsHold = Answers['RecordsHold']
export type RetentionRule = Answers['RetentionRule']
export type Case = Answers['Case']
export type Decision = 'approve' | 'reject' | 'withdraw'

export type Retaining = {
  holds(tenant: string): Promise<RecordsHold[]>
  holdRecords(tenant: string, hold: Bodies['NewRecordsHold']): Promise<Changed<RecordsHold>>
  releaseRecords(tenant: string, hold: string, reason: string): Promise<Changed<undefined>>
  retentionRules(tenant: string): Promise<RetentionRule[]>
  putRetentionRule(tenant: string, rule: string, body: Bodies['NewRetentionRule']): Promise<Changed<RetentionRule>>
  removeRetentionRule(tenant: string, rule: string, reason: string): Promise<Changed<undefined>>
  cases(tenant: string): Promise<Case[]>
  case(tenant: string, id: string): Promise<Case>
  /** Counted as far as the first call comes. */
  prepareCase(tenant: string, body: Bodies['NewCase']): Promise<Changed<Case>>
  countCase(tenant: string, id: string): Promise<Case>
  decideCase(tenant: string, id: string, decision: { to: Decision; reason: string }): Promise<Changed<Case>>
  caseCertificate(tenant: string, id: string): Promise<Answers['CaseCertificate']>
}
