/** What a credential may read of its tenant's statements, where that is not everything. */
import { ifiKey } from '../xapi/agent.ts'
import type { Agent, Group } from '../xapi/statement.ts'
import type { Visibility } from '../xapi/visibility.ts'
import type { Launch } from './launch.ts'
import { allows, type Scope } from './scopes.ts'

/** A statement must fit each of these that is given; each has at least one value. */
export type CredentialFilter = {
  verbs?: string[]
  /** Objects of statements. */
  activities?: string[]
  /** Actors of statements, or their objects: Agents and identified Groups. */
  agents?: (Agent | Group)[]
}

/** Of all three together: a credential is kept in memory, and compared with each statement that it reads. */
export const MOST_FILTER_VALUES = 100

type Reader = {
  scopes: readonly Scope[]
  authority: Agent
  filter?: CredentialFilter | undefined
  launch?: Launch | undefined
}

/** Undefined for a reader of everything. */
export function visibilityFor({ scopes, authority, filter, launch }: Reader): Visibility | undefined {
  const mine = allows(scopes, 'statements/read', true) ? undefined : ifiKey(authority)
  if (mine === undefined && filter === undefined && launch === undefined) return undefined
  const agents = launch === undefined ? filter?.agents : [launch.actor]
  return {
    ...(mine !== undefined && { authority: mine }),
    ...(filter?.verbs && { verbs: new Set(filter.verbs) }),
    ...(filter?.activities && { activities: new Set(filter.activities) }),
    ...(agents && { agents: new Set(agents.map((agent) => ifiKey(agent) ?? '')) }),
    ...(launch && { registration: launch.registration }),
  }
}
