/** Who asks, and who is asked about: as cases keep them, and as the trail is told of them. */
import { createSecretKey } from 'node:crypto'
import { keyedFingerprint } from '../../audit/filter.ts'
import type { By } from '../../cases/by.ts'
import type { PersonIdentifiers } from '../../cases/identifiers.ts'
import type { Person } from '../../tenancy/person.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import { ifiKey } from '../../xapi/agent.ts'
import type { Agent, Ifi } from '../../xapi/statement.ts'

export const byOf = ({ subject }: Person): By => ({ kind: 'person', id: subject })

/** Names of people are of no use: an identifier is. */
export function personIdentifiers({ agents, texts }: { agents: Agent[]; texts?: string[] }): PersonIdentifiers {
  const bare = ({ objectType: _, name: __, ...ifi }: Agent): Ifi => ifi
  return { agents: agents.map(bare), ...(texts !== undefined && texts.length > 0 && { texts }) }
}

/** By the fingerprints that the trail's filters have of people and texts. */
export function toldPerson({ moreKey }: Pick<TenantItem, 'moreKey'>, person: PersonIdentifiers): string[] {
  const key = createSecretKey(moreKey)
  return [
    ...person.agents.map((agent) => keyedFingerprint(key, 'person', ifiKey(agent) ?? '')),
    ...(person.texts ?? []).map((text) => keyedFingerprint(key, 'text', text)),
  ]
}
