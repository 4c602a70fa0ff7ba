/** The acts of the trail in the words of people; who did it stands before them. */
import { catalogue } from '../../language/language.ts'
import { adminActTexts } from './admin-acts.ts'

export const actTexts = catalogue({
  en: {
    ...adminActTexts.en,
    'records.read': 'read records',
    'statements.voided': 'voided statements',
    'document.written': 'wrote a document',
    'document.removed': 'removed documents',
    'credential.used': 'sent requests',
    'attempt.refused': 'was refused',
    'person.signed-in': 'signed in',
    'tenant.created': 'made a tenant',
    'tenant.changed': 'changed a tenant',
    'tenant.removed': 'removed a tenant',
    'tenant.erased': 'erased a tenant',
    'credential.created': 'made a credential',
    'credential.changed': 'changed a credential',
    'credential.rotated': 'rotated a credential',
    'credential.revoked': 'revoked a credential',
    'owner.added': 'added an owner',
    'owner.removed': 'removed an owner',
    'member.changed': 'gave a role',
    'member.removed': 'took a role away',
    'list.raised': 'gave a list of the index more shards',
    'index.rebuilt': 'rebuilt the index',
    'drill.run': 'rehearsed a restore',
    'lake.replayed': 'refilled the lake',
    'lake.compacted': 'compacted the lake',
    'lake.opened': 'opened the lake',
    'query.run': 'ran SQL',
    'export.made': 'exported statements',
    'trail.read': 'read the trail',
    'override.used': 'overrode a rule',
    'hold.changed': 'changed a hold',
    'retention.changed': 'changed a retention rule',
    'retention.prepared': 'prepared a run of retention',
    'case.decided': 'decided a case',
    'retention.run': 'removed what was past its time',
    'person.erased': 'erased a person',
  },
  de: {
    ...adminActTexts.de,
    'records.read': 'hat Datensätze gelesen',
    'statements.voided': 'hat Statements annulliert',
    'document.written': 'hat ein Dokument geschrieben',
    'document.removed': 'hat Dokumente entfernt',
    'credential.used': 'hat Anfragen gesendet',
    'attempt.refused': 'wurde abgewiesen',
    'person.signed-in': 'hat sich angemeldet',
    'tenant.created': 'hat einen Mandanten angelegt',
    'tenant.changed': 'hat einen Mandanten geändert',
    'tenant.removed': 'hat einen Mandanten entfernt',
    'tenant.erased': 'hat einen Mandanten gelöscht',
    'credential.created': 'hat Zugangsdaten angelegt',
    'credential.changed': 'hat Zugangsdaten geändert',
    'credential.rotated': 'hat Zugangsdaten erneuert',
    'credential.revoked': 'hat Zugangsdaten widerrufen',
    'owner.added': 'hat einen Eigentümer hinzugefügt',
    'owner.removed': 'hat einen Eigentümer entfernt',
    'member.changed': 'hat eine Rolle vergeben',
    'member.removed': 'hat eine Rolle entzogen',
    'list.raised': 'hat einer Liste des Index mehr Shards gegeben',
    'index.rebuilt': 'hat den Index neu aufgebaut',
    'drill.run': 'hat eine Wiederherstellung geprobt',
    'lake.replayed': 'hat den Lake neu gefüllt',
    'lake.compacted': 'hat den Lake verdichtet',
    'lake.opened': 'hat den Lake geöffnet',
    'query.run': 'hat SQL ausgeführt',
    'export.made': 'hat Statements exportiert',
    'trail.read': 'hat die Prüfspur gelesen',
    'override.used': 'hat eine Regel übergangen',
    'hold.changed': 'hat eine Sperre geändert',
    'retention.changed': 'hat eine Aufbewahrungsregel geändert',
    'retention.prepared': 'hat eine Löschung nach Frist vorbereitet',
    'case.decided': 'hat über einen Fall entschieden',
    'retention.run': 'hat Abgelaufenes entfernt',
    'person.erased': 'hat eine Person gelöscht',
  },
})

export type ActTexts = { readonly [act: string]: string }

/** An act without words, such as one of a later version, is told by its name: `admin.listAllThings` as `list all things`. */
export const actText = (act: string, texts: ActTexts): string =>
  texts[act] ??
  act
    .replace(/^admin\./, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replaceAll('.', ' ')

/** What acts are about; the first that fits has it. */
const TOPICS = [
  ['records', /^(records|statements|document|export)\.|Statements?$/],
  ['senders', /^(credential|attempt)\.|Credential|Launch|Sender/],
  ['removal', /^(hold|retention|case|override)\.|^person\.erased|Hold|Records|Retention|Case/],
  ['trail', /^(trail|drill)\.|Audit|Digest|Head|Evidence|Proof/],
  ['lake', /^(query|lake|list|index)\.|Quer|Run$/],
  ['people', /^(person|owner|member)\.|Member|Me$|SignIn/],
  ['tenants', /./],
] as const
export type Topic = (typeof TOPICS)[number][0]

/** All that may be chosen, by topic, in the order of the words. */
export function actChoices(texts: ActTexts): { topic: Topic; acts: [string, string][] }[] {
  const acts = Object.entries(texts).sort(([, one], [, other]) => one.localeCompare(other))
  const byTopic = Map.groupBy(acts, ([act]) => TOPICS.find(([, fits]) => fits.test(act))?.[0])
  return TOPICS.map(([topic]) => ({ topic, acts: byTopic.get(topic) ?? [] }))
}
