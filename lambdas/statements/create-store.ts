/** The statement store, put together from its parts. */

import type { Clock } from '../database/clock.ts'
import type { Objects } from '../database/objects.ts'
import type { Tables } from '../database/tables.ts'
import { createBatches } from './batch/batches.ts'
import { createSequence } from './batch/sequence.ts'
import { CONSISTENCY_LAG_MS } from './batch/timing.ts'
import { createShards } from './index/shards.ts'
import { find } from './read/find.ts'
import { createMatchesPerPosting } from './read/matches-per-posting.ts'
import { type IsAuthority, page } from './read/page.ts'
import type { StatementStore } from './store.ts'
import { add } from './write/add.ts'
import { createClaims } from './write/claim-resolution.ts'
import { createWriteTimeEstimate } from './write/write-time.ts'

/** @param container 8 hex digits that no other running container has. */
export type StoreParts = { tables: Tables; objects: Objects; isAuthority: IsAuthority; clock: Clock; container: string }

export function createStatementStore({ tables, objects, isAuthority, clock, container }: StoreParts): StatementStore {
  const batches = createBatches(tables, objects)
  const claims = createClaims({ tables, batches, clock })
  const shardsOf = createShards(tables, clock)
  const writer = {
    tables,
    batches,
    claims,
    clock,
    shardsOf,
    sequence: createSequence(container, clock.now),
    pace: createWriteTimeEstimate(),
  }
  const reader = { tables, batches, clock, shardsOf, isAuthority, matchesPerPosting: createMatchesPerPosting() }
  return {
    add: (tenant, statements, manner) => add(writer, { tenant, statements, ...manner }),
    find: (tenant, id) => find(reader, tenant, id),
    page: (tenant, request) => page(reader, tenant, request),
    consistentThrough: () => clock.now() - CONSISTENCY_LAG_MS,
  }
}
