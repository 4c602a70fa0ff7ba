/**
 * A case: one act that removes or changes records. It is prepared, counted, approved by people, carried out in steps and
 * ends with a certificate. Only an approved one makes anybody rewrite records.
 */
import type { By, Deed } from './by.ts'
import type { PersonIdentifiers } from './identifiers.ts'
import type { Preview } from './preview.ts'
import type { RetentionRule } from './retention-rule-item.ts'

export const CASE_STATES = ['prepared', 'approved', 'running', 'done', 'rejected', 'withdrawn'] as const
export type CaseState = (typeof CASE_STATES)[number]
/** In which nothing more happens to it. */
export const isEnded = (state: CaseState): boolean => ['done', 'rejected', 'withdrawn'].includes(state)

/**
 * `identifiers` are gone once the case has ended: what stays are `persons`, the fingerprints that the trail of audit has of
 * them, too.
 */
export type ErasureAsk = { way: 'remove' | 'pseudonym'; identifiers?: PersonIdentifiers; persons: string[] }

/** What is past its time `at` that instant, by the rules as they were then. */
export type RetentionAsk = { at: string; rules: RetentionRule[] }

export type CaseAsk = { kind: 'erasure'; erasure: ErasureAsk } | { kind: 'retention'; retention: RetentionAsk }

/** The text that is signed, and its signature (DER, base64). */
export type SignedCertificate = { certificate: string; signature: string }

export type CaseRun = {
  began: string
  /** How far it is, in words and counts: whoever carries it out says it to people. */
  progress?: string
  /** Of the last try: the next one goes on all the same. */
  failure?: { at: string; what: string }
  ended?: string
}

export type Case = CaseAsk & {
  /** Sorts by the time it was prepared. */
  id: string
  state: CaseState
  prepared: Deed
  /** Of the approval, the rejection or the withdrawal. */
  decided?: { at: string; by: By; reason?: string }
  preview: Preview
  run?: CaseRun
  certificate?: SignedCertificate
  /** Another one after each change: its ETag. */
  version: string
}
