/**
 * What an erasure makes of a statement. One that is about the person goes, or stands with a pseudonym; in one that is
 * about others and only names the person, somebody unknown takes the place either way: it is the others' record.
 */

import type { Decide } from '../cases/decision.ts'
import type { Person } from '../cases/person.ts'
import { mapMembers, writeElements } from '../json/members.ts'
import { elementsAt, membersAt } from '../json/scanner.ts'
import { type Actor, isSubStatement, parseStored, type Statement, type StatementObject } from '../xapi/statement.ts'

export type Way = 'remove' | 'pseudonym'

/** @param keep says of a statement why it must stay; undefined where nothing asks for that */
export const createErasure =
  (person: Person, way: Way, keep: (record: Parameters<Decide>[0]) => string | undefined = () => undefined): Decide =>
  (record) => {
    const { text } = record
    if (!person.mayName(text)) return { kind: 'keep' }
    const statement = parseStored(text)
    const isAbout = isAboutPerson(statement, person)
    const replaced = withoutPerson(text, statement, { person, isAbout })
    if (replaced === text && !isAbout) return { kind: 'keep' }
    const because = keep(record)
    if (because !== undefined) return { kind: 'keep', because }
    return isAbout && way === 'remove' ? { kind: 'remove' } : { kind: 'replace', text: replaced }
  }

/** Who did it, or whom it was done to; also as the only one of a Group. */
export function isAboutPerson({ actor, object }: Pick<Statement, 'actor' | 'object'>, person: Person): boolean {
  if (isPerson(actor, person) || isPersonObject(object, person)) return true
  return isSubStatement(object) && (isPerson(object.actor, person) || isPersonObject(object.object, person))
}

const isPersonObject = (object: StatementObject, person: Person) =>
  (object.objectType === 'Agent' || object.objectType === 'Group') && isPerson(object, person)

function isPerson(actor: Actor, person: Person): boolean {
  if (person.isAgent(actor)) return true
  const members = 'member' in actor ? (actor.member ?? []) : []
  return members.length > 0 && members.every((one) => person.isAgent(one))
}

const SIGNATURE = 'http://adlnet.gov/expapi/attachments/signature'

/**
 * Members that the store set, and by which the statement is found again, are no place for names. Attachments of what is
 * about the person go: nobody can say what is in them. A signature is over the text as it was, and has all of it.
 */
function withoutPerson(text: string, statement: Statement, { person, isAbout }: { person: Person; isAbout: boolean }) {
  const dropped = (attachments: string) => {
    const all = elementsAt(attachments, 0).map(([start, end]) => attachments.slice(start, end))
    const kept = isAbout ? [] : all.filter((one) => JSON.parse(one).usageType !== SIGNATURE)
    return kept.length === all.length ? attachments : kept.length === 0 ? undefined : writeElements(kept)
  }
  const inner = isSubStatement(statement.object) ? statement.object.attachments : undefined
  const result = restoreMembers(person.withoutIn(text), text, ['id', 'stored', 'timestamp', 'version'])
  const own = statement.attachments !== undefined || inner !== undefined
  if (!own || (!isAbout && result === text)) return result
  return mapMembers(result, {
    attachments: dropped,
    object: (object) =>
      membersAt(object, 0).has('attachments') ? mapMembers(object, { attachments: dropped }) : object,
  })
}

/** Some members of an object as they were in another text of it. */
function restoreMembers(text: string, from: string, keys: string[]): string {
  if (text === from) return text
  const before = membersAt(from, 0)
  return mapMembers(
    text,
    Object.fromEntries(
      keys.map((key) => {
        const span = before.get(key)
        return [key, (value: string) => (span === undefined ? value : from.slice(...span))]
      }),
    ),
  )
}
