/** The statement store, put together from its parts. */
import type { ActivityStore } from '../activities/activity-store.ts'
import type { Clock } from '../database/clock.ts'
import type { Objects } from '../database/objects.ts'
import type { Tables } from '../database/tables.ts'
import type { AttachmentStore } from './attachment-store.ts'
import { createBatches } from './batch/batches.ts'
import { consistentThroughAt } from './batch/consistent-through.ts'
import { createSequence } from './batch/sequence.ts'
import { createShards } from './index/shards.ts'
import { find } from './read/find.ts'
import { createMatchesPerPosting } from './read/matches-per-posting.ts'
import { type IsAuthority, page } from './read/page.ts'
import { voidedPage } from './read/voided.ts'
import type { StatementStore } from './store.ts'
import { add } from './write/add.ts'
import { createClaimResolution } from './write/claim-resolution.ts'
import { createWriteTimeEstimate } from './write/write-time.ts'

/** `container`: 8 hex digits that no other running container has. */
export type StoreDependencies = {
  tables: Tables
  objects: Objects
  attachments: AttachmentStore
  activities: ActivityStore
  isAuthority: IsAuthority
  clock: Clock
  container: string
}

export function createStatementStore(dependencies: StoreDependencies): StatementStore {
  const { tables, objects, clock, container, ...others } = dependencies
  const shared = { tables, clock, batches: createBatches(tables, objects), shardsOf: createShards(tables, clock) }
  const writing = {
    ...shared,
    ...others,
    claims: createClaimResolution(shared),
    sequence: createSequence(container, clock.now),
    estimate: createWriteTimeEstimate(),
  }
  const reading = { ...shared, ...others, matchesPerPosting: createMatchesPerPosting() }
  return {
    add: (tenant, statements, options) => add(writing, { tenant, statements, ...options }),
    find: (tenant, id, visibility) => find(reading, { tenant, id, visibility }),
    page: (tenant, request) => (request.voided ? voidedPage : page)(reading, tenant, request),
    consistentThrough: () => consistentThroughAt(clock.now()),
  }
}
