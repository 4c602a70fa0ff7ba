/** From statements to postings: which lists a statement is in, and what its entries say. */
import type { Features } from '../xapi/statement.ts'
import { FEATURE, type Feature, type Mark, type Packer } from './entries.ts'
import { type Fingerprint, fingerprint, type List, list, verbActivity } from './keys.ts'
import { type BatchSq, statementSq } from './sequence.ts'

/** All entries of one request for one list; `sk` keeps the list in the order of `stored`. */
export type Posting = { list: List; sk: string; entries: Uint8Array }

/** 16 bytes at most each: a posting item stays far below DynamoDB's 400 KB, whatever its statements name. */
const MARKS_PER_POSTING = 6_000

/**
 * Related activities that stand in nearly every statement of whole families of content get no posting: a list as
 * long as ALL would cost a write per statement and help no query. Such a query walks the next best list.
 */
const UNLISTED_ACTIVITIES = new Set(
  ['https://w3id.org/xapi/cmi5/context/categories/cmi5', 'https://w3id.org/xapi/cmi5/context/categories/moveon'].map(
    fingerprint,
  ),
)

export const isListed = (relatedActivity: Fingerprint) => !UNLISTED_ACTIVITIES.has(relatedActivity)

/** What each statement's entries say. */
export function marksOf(features: Features[]): Mark[][] {
  return features.map((one) => {
    const { verb, agents, relatedAgents, activities, relatedActivities, registration, authority } = one
    const marks: Mark[] = [{ feature: FEATURE.verb, value: fingerprint(verb) }]
    const add = (feature: Feature, values: string[]) => {
      for (const value of values) marks.push({ feature, value: fingerprint(value) })
    }
    add(FEATURE.agent, agents)
    add(FEATURE.relatedAgent, relatedAgents)
    add(FEATURE.activity, activities)
    add(FEATURE.relatedActivity, relatedActivities)
    if (registration !== undefined) add(FEATURE.registration, [registration])
    add(FEATURE.authority, authority)
    return marks
  })
}

const KIND = {
  [FEATURE.verb]: 'V',
  [FEATURE.agent]: 'A',
  [FEATURE.relatedAgent]: 'AR',
  [FEATURE.activity]: 'C',
  [FEATURE.relatedActivity]: 'CR',
  [FEATURE.registration]: 'R',
} as const

/** The lists that a statement with these marks is posted under. */
export function listsOf(marks: Mark[]): List[] {
  const lists: List[] = [list('ALL')]
  const verbs = marks.filter(({ feature }) => feature === FEATURE.verb)
  for (const { feature, value } of marks) {
    if (feature === FEATURE.authority || (feature === FEATURE.relatedActivity && !isListed(value))) continue
    lists.push(list(KIND[feature], value))
    if (feature !== FEATURE.activity) continue
    for (const verb of verbs) lists.push(list('VC', verbActivity(verb.value, value)))
  }
  return lists
}

/** @param marks of each statement of the batch, by position; none where there is no statement */
export function postingsOf(sq: BatchSq, marks: (Mark[] | undefined)[], pack: Packer): Posting[] {
  const byList = new Map<List, number[]>()
  for (const [position, own] of marks.entries()) {
    if (own === undefined) continue
    for (const name of listsOf(own)) {
      const positions = byList.get(name)
      if (positions) positions.push(position)
      else byList.set(name, [position])
    }
  }
  const postings: Posting[] = []
  for (const [name, positions] of byList) {
    for (const part of partsOf(positions, marks)) {
      postings.push({ list: name, sk: statementSq(sq, part[0] as number), entries: pack(part) })
    }
  }
  return postings
}

function partsOf(positions: number[], marks: (Mark[] | undefined)[]): number[][] {
  const sizes = positions.map((position) => (marks[position] as Mark[]).length)
  if (sizes.reduce((sum, size) => sum + size, 0) <= MARKS_PER_POSTING) return [positions]
  const parts: number[][] = []
  let room = 0
  for (const [index, position] of positions.entries()) {
    room -= sizes[index] as number
    if (room < 0) {
      parts.push([])
      room = MARKS_PER_POSTING - (sizes[index] as number)
    }
    parts.at(-1)?.push(position)
  }
  return parts
}
