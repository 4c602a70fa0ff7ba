/** What a credential may read of its tenant's statements, where that is not everything. */
import type { Agent } from '../xapi/statement.ts'

/** A statement must fit each of these that is given; each has at least one value. */
export type CredentialFilter = {
  verbs?: string[]
  /** Objects of statements. */
  activities?: string[]
  /** Actors of statements, or their objects. */
  agents?: Agent[]
}
