/**
 * What Cairn must do for regulated records, what happens where it fails, and how that is kept from happening. Tests name
 * these requirements; the regulations are answered by them.
 */

/** How bad a failure is for a record or a person, how likely without the measure, and how likely it is noticed. */
type Level = 'high' | 'medium' | 'low'
export type Requirement = {
  /** What the system does; it completes "Cairn". */
  does: string
  harm: string
  severity: Level
  likelihood: Level
  detection: Level
}

const requirement = (
  does: string,
  harm: string,
  [severity, likelihood, detection]: [Level, Level, Level],
): Requirement => ({ does, harm, severity, likelihood, detection })

export const REQUIREMENTS = {
  'sent-as-stored': requirement(
    'gives back statements, documents and attachments as they were sent, letter for letter',
    'a record says something else than what was sent',
    ['high', 'low', 'high'],
  ),
  'invalid-refused': requirement(
    'refuses what breaks the rules of xAPI, and names the place and the rule',
    'senseless records are stored, or good ones are lost without a word',
    ['medium', 'medium', 'high'],
  ),
  'never-overwritten': requirement(
    'never replaces a statement: another one with the same id is a conflict (409)',
    'an original is lost under a later version',
    ['high', 'low', 'high'],
  ),
  'whole-or-not': requirement(
    'stores a request whole or not at all, and what it confirmed outlives a crash',
    'a sender takes records for stored that are not',
    ['high', 'medium', 'high'],
  ),
  'voided-not-deleted': requirement(
    'keeps voided statements readable beside the statement that voids them',
    'a correction hides what was corrected',
    ['high', 'low', 'high'],
  ),
  attributed: requirement(
    'sets the authority of each statement from the credential that sent it, whatever the sender says',
    'nobody knows which system a record comes from',
    ['high', 'low', 'high'],
  ),
  'dated-by-the-system': requirement(
    'dates each record when it is stored, by its own clock, and keeps what the sender says beside it',
    'a record is dated back or ahead',
    ['high', 'low', 'high'],
  ),
  'no-lost-change': requirement(
    'refuses to change a document or setting that somebody else has changed meanwhile (412)',
    'the work of one person silently overwrites that of another',
    ['medium', 'medium', 'high'],
  ),
  'signed-in': requirement(
    'lets people in by tokens of an identity provider alone, with a second factor in its own user pool',
    'somebody acts under the name of another',
    ['high', 'medium', 'medium'],
  ),
  'limited-rights': requirement(
    'lets credentials and people do only what their scopes, filters and roles allow',
    'somebody reads or changes what is none of their business',
    ['high', 'medium', 'medium'],
  ),
  'kept-secrets': requirement(
    'stores no secret, lets secrets expire, rotate and be revoked, and makes no key twice',
    'a stolen or forgotten secret opens the records',
    ['high', 'medium', 'medium'],
  ),
  'tenants-apart': requirement(
    'keeps each tenant from the data of every other, by its code and by the rights of AWS',
    'records of one company reach another one',
    ['high', 'low', 'low'],
  ),
  'changes-recorded': requirement(
    'records who changed or voided what and when, with the old and the new value, and the reason of a suspension',
    'nobody can say who changed a setting or a record',
    ['high', 'medium', 'medium'],
  ),
  'reads-recorded': requirement(
    'records who read or exported what, with the filter and how many',
    'nobody can say who has seen personal data',
    ['medium', 'medium', 'low'],
  ),
  'attempts-recorded': requirement(
    'records refused attempts, without the secret and the full address',
    'an attack goes unnoticed',
    ['medium', 'medium', 'low'],
  ),
  'recorded-or-not-done': requirement(
    'does not do what it cannot record, and keeps its trail until every store has it',
    'the trail has gaps at the moments that matter',
    ['high', 'medium', 'low'],
  ),
  'trail-readable': requirement(
    'shows the trail to auditors, and to nobody else, by person, act, time and whom it concerns',
    'a review of the trail is not possible',
    ['medium', 'low', 'high'],
  ),
  digested: requirement(
    'digests every hour of statements and of its trail, chains the hours, and signs them',
    'a change of stored records leaves no trace',
    ['high', 'medium', 'low'],
  ),
  'tampering-named': requirement(
    'names each record that was changed, added, removed or dated otherwise behind its back',
    'a forged record is taken for a true one',
    ['high', 'low', 'low'],
  ),
  'proved-offline': requirement(
    'gives a proof of any record that others check with a public key alone',
    'an auditor must take our word',
    ['medium', 'low', 'high'],
  ),
  'evidence-locked': requirement(
    'puts evidence where nobody can replace or remove it before its time',
    'who changes records changes their evidence as well',
    ['high', 'low', 'medium'],
  ),
  'copies-given': requirement(
    'gives complete copies for people and machines (JSON, CSV, Parquet, SQL), with their hashes',
    'an inspector gets no complete copy',
    ['high', 'low', 'medium'],
  ),
  'kept-and-restorable': requirement(
    'keeps earlier states of tables and objects for 35 days, refuses to delete its tables, and remakes index and lake',
    'records are lost by a fault or a mistake',
    ['high', 'medium', 'medium'],
  ),
  'restore-rehearsed': requirement(
    'rehearses a restore with one command: everything to other tables, verified, with the loss and the time measured',
    'a backup turns out to be useless when it is needed',
    ['high', 'medium', 'low'],
  ),
  'readable-after-upgrades': requirement(
    'reads what older releases have stored, without a migration by hand',
    'old records cannot be read any more',
    ['high', 'medium', 'high'],
  ),
  encrypted: requirement(
    'encrypts what it stores, and takes nothing without TLS',
    'records are read from a disk or on their way',
    ['high', 'low', 'low'],
  ),
  'discreet-logs': requirement(
    'writes no personal data and no secret into its logs and its trail',
    'logs become a second, uncontrolled store of personal data',
    ['medium', 'medium', 'low'],
  ),
  'least-rights': requirement(
    'gives each of its functions the rights that it uses and no others; none may delete or rewrite a statement',
    'a fault or a break-in destroys records',
    ['high', 'low', 'medium'],
  ),
  watched: requirement(
    'raises alarms where records, evidence or the lake fall behind, and shows how complete a query is',
    'a fault lasts for weeks',
    ['medium', 'medium', 'high'],
  ),
  qualifiable: requirement(
    'checks a deployment by command, and signs a report that cannot be changed unnoticed',
    'a wrong installation is used, or its check cannot be shown',
    ['medium', 'medium', 'medium'],
  ),
  retained: requirement(
    'removes by retention rules only what is past its time by all of them, and nothing that a hold meets',
    'a record is gone before its time, or while a court asks for it',
    ['high', 'medium', 'medium'],
  ),
  'second-person': requirement(
    'lets a second person approve the erasure of a person, and runs of retention where the tenant says so',
    'one person alone destroys records, by a mistake or on purpose',
    ['high', 'medium', 'low'],
  ),
  'person-erased': requirement(
    'erases a person from the store, its index, the lake and its copies, keeps what others sent, and signs what was done',
    'personal data are kept against the law, or records of others go with them',
    ['high', 'medium', 'medium'],
  ),
} as const satisfies { [name: string]: Requirement }

export type RequirementName = keyof typeof REQUIREMENTS

export const isRequirement = (name: string): name is RequirementName => Object.hasOwn(REQUIREMENTS, name)
