/** What the trail records: each act by its name. Plain data: docs/audit.md prints it. */

/** Who acts. `unknown` sent a key that is nobody's; `system` is a function that the clock calls. */
export type ActorKind = 'credential' | 'person' | 'operator' | 'system' | 'unknown'

type ActDescription = { by: ActorKind[]; says: string; what: string }

const act = (by: ActorKind[], says: string, what = '') => ({ by, says, what })

/**
 * Acts of requests to xAPI and of the operator's command. What the admin API does is recorded under the operation's own
 * name, `admin.<operationId>`, and needs no row.
 */
export const ACTS = {
  'records.read': act(
    ['credential', 'person'],
    'statements, documents or what is known of an activity were read',
    'resource, filter, and how many were answered',
  ),
  'statements.voided': act(['credential'], 'statements were voided', 'ids of the voiding and of the voided statements'),
  'document.written': act(
    ['credential', 'system'],
    'a document was put, merged into or replaced',
    'resource; which document, the write and the one before it, and a seal of its content, as fingerprints',
  ),
  'document.removed': act(
    ['credential', 'system'],
    'documents were removed',
    'resource; which documents, as fingerprints',
  ),
  'credential.used': act(
    ['credential'],
    'a credential was used: by its first request of an hour in each container, then at most every ten minutes',
    'how many requests since the last such entry, and the times of the first and last',
  ),
  'attempt.refused': act(
    ['credential', 'unknown'],
    'requests were refused (401, 403): the first of an hour, the second, the fourth, the eighth and so on',
    'why, how many so far, and the network of the sender (of IPv4 the first 24 bits, of IPv6 the first 48)',
  ),
  'person.signed-in': act(['person'], 'a person used a token for the first time', 'issuer'),
  'tenant.created': act(['operator', 'person'], 'a tenant was made'),
  'tenant.changed': act(['operator', 'person'], 'settings of a tenant were changed'),
  'tenant.removed': act(['operator'], 'a tenant without records was removed', 'how many credentials went with it'),
  'tenant.erased': act(
    ['system'],
    'everything of a tenant is being removed, or was, after its waiting time',
    'the tenant, and how many of each kind',
  ),
  'credential.created': act(['operator', 'person'], 'a credential was made', 'its key, never its secret'),
  'credential.changed': act(['operator', 'person'], 'a credential was changed', 'its key'),
  'credential.rotated': act(['operator', 'person'], 'a credential got another secret', 'its key'),
  'credential.revoked': act(['operator', 'person'], 'a credential was revoked', 'its key'),
  'owner.added': act(['operator'], 'a person became an owner of the deployment', 'the subject'),
  'owner.removed': act(['operator'], 'a person is an owner no more', 'the subject'),
  'member.changed': act(['operator'], 'a person got a role in a tenant, or another one', 'subject, issuer and role'),
  'member.removed': act(['operator'], 'a role was taken away', 'subject and issuer'),
  'list.raised': act(['operator'], 'a list of the index got more shards', 'the list, and how many'),
  'index.rebuilt': act(['operator'], 'the index was rebuilt', 'counts'),
  'drill.run': act(
    ['operator'],
    'a restore of everything was rehearsed, or what rehearsals made was removed',
    'the moment, and the verdict',
  ),
  'lake.replayed': act(['operator'], 'the lake was refilled from the store', 'days and counts'),
  'lake.compacted': act(['operator'], 'files of the lake were compacted by hand'),
  'lake.opened': act(['operator'], 'the lake was opened for analysts of a tenant'),
  'query.run': act(['operator', 'person'], 'SQL was run on the lake', 'the query and how much it read'),
  'export.made': act(['operator', 'person'], 'statements were exported', 'filter, format, how many'),
  'trail.read': act(['operator', 'person'], 'this trail was read', 'filter and how many'),
  'override.used': act(['operator', 'person'], 'a rule was overridden'),
  'hold.changed': act(['operator', 'person'], 'a legal hold was set or lifted'),
  'retention.changed': act(['operator'], 'a retention rule was made, changed or taken away', 'the rule'),
  'retention.prepared': act(
    ['system'],
    'a case of what is past its time was prepared: people approve it or not',
    'the case, and how many',
  ),
  'case.decided': act(['operator'], 'a case was rejected', 'the case'),
  'retention.run': act(['operator', 'person', 'system'], 'records were removed because their time was over', 'counts'),
  'person.erased': act(
    ['operator', 'person', 'system'],
    'a person was erased or made a pseudonym',
    'counts, never an identifier',
  ),
} as const satisfies { [name: string]: ActDescription }

export type Act = keyof typeof ACTS | `admin.${string}`
