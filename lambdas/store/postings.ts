/** From statements to postings: which lists a statement is in, and what its entries say. */
import type { Features } from '../xapi/statement.ts'
import { type Entry, FEATURE, type Mark, packEntries } from './entries.ts'
import { type Fingerprint, fingerprint, type List, list, verbActivity } from './keys.ts'
import { type BatchSq, statementSq } from './sequence.ts'

/** All entries of one request for one list; `sk` keeps the list in the order of `stored`. */
export type Posting = { list: List; sk: string; entries: Uint8Array }

/** A posting item stays far below DynamoDB's 400 KB even when each of its statements names dozens of values. */
const ENTRIES_PER_POSTING = 400

/**
 * Related activities that stand in nearly every statement of whole families of content get no posting: a list as
 * long as ALL would cost a write per statement and help no query. Such a query walks the next best list.
 */
const UNLISTED_ACTIVITIES = new Set([
  'https://w3id.org/xapi/cmi5/context/categories/cmi5',
  'https://w3id.org/xapi/cmi5/context/categories/moveon',
])

export const isListed = (relatedActivity: string) => !UNLISTED_ACTIVITIES.has(relatedActivity)

/** One statement's place in the index: its marks, and the lists it is posted under. */
export type Place = { marks: Mark[]; lists: List[] }

/** `print` is `fingerprint`, remembered over one request: its statements share most values. */
function place(features: Features, print: (value: string) => Fingerprint): Place {
  const { verb, agents, relatedAgents, activities, relatedActivities, registration, authority = [] } = features
  const lists: List[] = [list('ALL'), list('V', print(verb))]
  const marks: Mark[] = [{ feature: FEATURE.verb, value: print(verb) }]
  for (const agent of agents) {
    lists.push(list('A', print(agent)))
    marks.push({ feature: FEATURE.agent, value: print(agent) })
  }
  for (const agent of relatedAgents) {
    lists.push(list('AR', print(agent)))
    marks.push({ feature: FEATURE.relatedAgent, value: print(agent) })
  }
  for (const activity of activities) {
    lists.push(list('C', print(activity)), list('VC', print(verbActivity(verb, activity))))
    marks.push({ feature: FEATURE.activity, value: print(activity) })
  }
  for (const activity of relatedActivities) {
    if (isListed(activity)) lists.push(list('CR', print(activity)))
    marks.push({ feature: FEATURE.relatedActivity, value: print(activity) })
  }
  if (registration !== undefined) {
    lists.push(list('R', print(registration)))
    marks.push({ feature: FEATURE.registration, value: print(registration) })
  }
  for (const agent of authority) marks.push({ feature: FEATURE.authority, value: print(agent) })
  return { marks, lists }
}

export function placesOf(features: Features[]): Place[] {
  const known = new Map<string, Fingerprint>()
  const print = (value: string) => {
    let made = known.get(value)
    if (made === undefined) {
      made = fingerprint(value)
      known.set(value, made)
    }
    return made
  }
  return features.map((one) => place(one, print))
}

export function postingsOf(sq: BatchSq, places: Place[]): Posting[] {
  const byList = new Map<List, Entry[]>()
  places.forEach(({ marks, lists }, position) => {
    for (const name of lists) {
      const entries = byList.get(name)
      if (entries) entries.push({ position, marks })
      else byList.set(name, [{ position, marks }])
    }
  })
  const pack = packOnce()
  return [...byList].flatMap(([name, entries]) => {
    const postings: Posting[] = []
    for (let at = 0; at < entries.length; at += ENTRIES_PER_POSTING) {
      const part = entries.slice(at, at + ENTRIES_PER_POSTING)
      postings.push({ list: name, sk: statementSq(sq, (part[0] as Entry).position), entries: pack(part) })
    }
    return postings
  })
}

/** Lists that hold the same statements hold the same entries: one statement's lists all do. */
function packOnce() {
  const packed = new Map<string, Uint8Array>()
  return (entries: Entry[]) => {
    const which = entries.map(({ position }) => position).join()
    const known = packed.get(which) ?? packEntries(entries)
    packed.set(which, known)
    return known
  }
}
