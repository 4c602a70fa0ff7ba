/**
 * How much a request is to write, and how much it may. What can't be written in the time of a request would end in 503
 * however often it is sent, so it is refused before anything is written.
 */
import type { PreparedStatement } from '../../xapi/statement.ts'
import type { AddRequest } from './attempt.ts'

/**
 * Items that a request may have in `Index`. They are to be there within 12 s, as long as a stamp may be ahead and lives:
 * a function of 1 GB takes some 0.3 ms for each, a new table takes 4,000 a second, and half of that is for others.
 */
export const MOST_ITEMS = 25_000

/** Joining a statement with the one that it refers to is five calls, which take as long as so many items. */
const ITEMS_OF_REFERENCE = 10
/** What a statement inherits is posted once more whenever its target inherits something, too. */
const ITEMS_OF_INHERITED_NAME = 2

/** The size in items: exactly up to `MOST_ITEMS`, and beyond it some larger number. */
export function sizeOf({ statements, postings }: Pick<AddRequest, 'statements' | 'postings'>): number {
  const referring = statements.filter(({ prepared }) => prepared.features.target !== undefined)
  let size = statements.length + postings.length + referring.length * (1 + ITEMS_OF_REFERENCE)
  if (referring.length === 0) return size
  const byId = new Map(statements.map(({ prepared }) => [prepared.id, prepared]))
  // Along a chain each inherits from all further down, so long chains are only followed until it is too much.
  for (const { prepared } of referring) {
    for (const target of targetsOf(prepared, byId)) {
      size += ITEMS_OF_INHERITED_NAME * namesOf(target)
      if (size > MOST_ITEMS) return size
    }
  }
  return size
}

/** The statements of the request that one refers to, and those that these refer to, each once. */
function* targetsOf(first: PreparedStatement, byId: Map<string, PreparedStatement>) {
  const seen = new Set([first])
  for (let one = first; ; ) {
    const target = byId.get(one.features.target ?? '')
    if (target === undefined || seen.has(target)) return
    seen.add(target)
    yield target
    one = target
  }
}

const namesOf = ({ features: { agents, relatedAgents, activities, relatedActivities } }: PreparedStatement) =>
  1 + agents.length + relatedAgents.length + activities.length + relatedActivities.length
