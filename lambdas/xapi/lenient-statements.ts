/** Statements of a sender who is let pass more than the standard allows: judged strictly first, then with what its credential allows. */
import { type Replacement, splice } from '../json/members.ts'
import { elementsAt, membersAt, type Span } from '../json/scanner.ts'
import { hasMembers, memberOf } from '../json/value.ts'
import { XapiError } from './errors.ts'
import { explain } from './explanation.ts'
import type { Leniency } from './leniency.ts'
import type { Statement, Version } from './statement.ts'
import { type StatementsBody, statementText } from './statements-body.ts'
import { validateStatements } from './validate.ts'

export type Accepted = { received: StatementsBody; statements: Statement[] }

/**
 * @returns the body as it was received, but with the names of object types as the standard spells them: whoever reads a
 *   statement tells by them what it is. Equal bounds of a score mislead nobody, so they stay.
 * @throws XapiError `invalid` with what is left to refuse
 */
export function acceptStatements(received: StatementsBody, version: Version, leniency: Leniency): Accepted {
  try {
    return { received, statements: validateStatements(received, version) }
  } catch (error) {
    if (!(error instanceof XapiError)) throw error
    const repaired = leniency.allows('object-type') ? repairObjectTypes(received, version) : undefined
    const equalBounds = leniency.allows('equal-score-bounds')
    if (repaired === undefined && !equalBounds) throw error
    return acceptRepaired(repaired, received, { version, leniency })
  }
}

type Rules = { version: Version; leniency: Leniency }

/** Equal bounds are let pass last, so that a rule counts as needed only where it was. */
function acceptRepaired(
  repaired: StatementsBody | undefined,
  original: StatementsBody,
  { version, leniency }: Rules,
): Accepted {
  const received = repaired ?? original
  const accept = (equalBounds: boolean): Accepted => {
    const statements = validateStatements(received, version, equalBounds)
    if (repaired !== undefined) leniency.note('object-type')
    if (equalBounds) leniency.note('equal-score-bounds')
    return { received, statements }
  }
  try {
    return accept(false)
  } catch (error) {
    if (!(error instanceof XapiError) || !leniency.allows('equal-score-bounds')) throw error
    return accept(true)
  }
}

const OBJECT_TYPES = ['Activity', 'Agent', 'Group', 'StatementRef', 'SubStatement', 'contextAgent', 'contextGroup']
/** By name in lower case. Open edX calls the parent of a problem a GroupActivity. */
const MEANT = new Map([
  ...OBJECT_TYPES.map((name) => [name.toLowerCase(), name] as const),
  ['groupactivity', 'Activity'],
])

/** Each takes a walk through its statement. */
const MOST_REPAIRS = 100

/** Corrects the values, too: they are parsed from this body and nobody else's. @returns undefined where there is nothing to repair */
function repairObjectTypes(body: StatementsBody, version: Version): StatementsBody | undefined {
  let isRepaired = false
  const texts = body.values.map((value, index) => {
    const text = statementText(body, index)
    const replacements = replacementsAt(text, 0, repairValue(value, version))
    isRepaired ||= replacements.length > 0
    return splice(text, replacements)
  })
  return isRepaired ? { ...body, ...joinTexts(texts) } : undefined
}

function joinTexts(texts: string[]): Pick<StatementsBody, 'text' | 'spans'> {
  let end = -1
  const spans = texts.map((text): Span => {
    const start = end + 1
    end = start + text.length
    return [start, end]
  })
  return { text: texts.join(','), spans }
}

type Repair = { path: string[]; name: string }

/** Again and again, since a corrected type may show what stands inside to be wrong. */
function repairValue(value: unknown, version: Version): Repair[] {
  const repairs: Repair[] = []
  for (let before = -1; before < repairs.length && repairs.length < MOST_REPAIRS; ) {
    before = repairs.length
    for (const { pointer = '' } of explain(value, `urn:cairn:xapi:statement:${version}`)) {
      const path = pointer.split('/').slice(1)
      const name = path.at(-1) === 'objectType' ? correctAt(value, path.slice(0, -1)) : undefined
      if (name !== undefined) repairs.push({ path, name })
    }
  }
  return repairs
}

/** Corrects the type of the object at a path. @returns the right name; undefined where none is meant, or it is right already */
function correctAt(value: unknown, path: string[]): string | undefined {
  const object = path.reduce(memberOf, value)
  const type = memberOf(object, 'objectType')
  const name = typeof type === 'string' ? MEANT.get(type.toLowerCase()) : undefined
  if (name === undefined || name === type || !hasMembers(object)) return undefined
  object.objectType = name
  return name
}

/** Looks into each object and array once, however many repairs lie in it. @param open where the value begins that the paths start from */
function replacementsAt(text: string, open: number, repairs: Repair[]): Replacement[] {
  if (repairs.length === 0) return []
  const members = membersAt(text, open)
  const elements = members.size > 0 ? [] : elementsAt(text, open)
  const byKey = Map.groupBy(repairs, ({ path: [key = ''] }) => key)
  return [...byKey].flatMap(([key, inside]): Replacement[] => {
    const span = members.get(key) ?? elements[Number(key)]
    if (span === undefined) return []
    const [first] = inside
    if (first?.path.length === 1) return [[...span, JSON.stringify(first.name)]]
    return replacementsAt(
      text,
      span[0],
      inside.map(({ path, name }) => ({ path: path.slice(1), name })),
    )
  })
}
