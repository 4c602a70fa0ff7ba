/** What a check of `Index` finds, and what its parts work with. */
import type { Scanner } from '../../database/scan.ts'
import type { Key, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batches } from '../batch/batches.ts'
import type { ShardsOf } from '../index/shards.ts'
import type { Shards } from '../index/shards-item.ts'
import type { TermFinder } from './indexed-statements.ts'

export type CheckDependencies = { tables: Tables; batches: Batches; scanner: Scanner; shardsOf: ShardsOf }

/**
 * `missing` is not in `Index` though a statement implies it; `wrong` is there and says something else; `dangling` is
 * there and no statement implies it; `left` is of a request that never committed.
 */
export type Problem = 'missing' | 'wrong' | 'dangling' | 'left'
/** `kind`: claim, referrer, or the kind of a list. */
export type Finding = { problem: Problem; kind: string; key: string }

/**
 * What a check has done so far; it counts up while the check runs. `batches` are those that never committed too, `entries` are
 * items of `Index`.
 */
export type Seen = { table: 'statements' | 'index'; batches: number; statements: number; entries: number }

/** The check of one tenant's items on a page. */
export type Check = CheckDependencies & {
  seen: Seen
  finder: TermFinder
  tenant: TenantId
  shards: Shards
  report(problem: Problem, kind: string, key: Key): void
}

export const nameOfKey = ({ pk, sk }: Key) => `${pk} ${sk}`
