/**
 * The write protocol. An attempt gets its stamp, reserves its index rows, resolves the claims that others hold, commits
 * by putting its batch item if the key is free, and then follows references. A crash before the commit leaves what
 * nobody can see; nothing ever leaves half a batch or one id twice.
 */
import type { ActivityStore } from '../../activities/activity-store.ts'
import { createBackoff } from '../../database/backoff.ts'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { ignoreUnavailable, Unavailable } from '../../database/unavailable.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { attachmentsOf } from '../../xapi/attachments.ts'
import type { AttachmentStore } from '../attachment-store.ts'
import type { Batches } from '../batch/batches.ts'
import { packDataHashes } from '../batch/data-hashes.ts'
import type { BatchId, Sequence } from '../batch/sequence.ts'
import { joinReferences, linksOf } from '../follow/references-and-voids.ts'
import type { Claim } from '../index/claim-item.ts'
import { toIndexContents } from '../index/postings.ts'
import type { ShardsOf } from '../index/shards.ts'
import { termsOfStatements } from '../index/terms.ts'
import type { AddOptions, AddOutcome, NewStatement } from '../store.ts'
import {
  type AddRequest,
  type Attempt,
  abandon,
  type History,
  reserve,
  rowsToTime,
  stamp,
  takeBack,
  withdraw,
} from './attempt.ts'
import type { ClaimOutcome, ClaimResolution } from './claim-resolution.ts'
import { commit } from './commit.ts'
import { MOST_ITEMS, sizeOf } from './request-size.ts'
import type { WriteTimeEstimate } from './write-time.ts'

/** After its commit a request is answered this soon: the commit follower does what is left of its references. */
const FOLLOW_MS = 6_000

/** No attempt begins later than this, so that the last one ends within the function's time. */
const PATIENCE_MS = 12_000
const PAUSES = { first: 20, longest: 500 }

export type WriteDependencies = {
  tables: Tables
  batches: Batches
  claims: ClaimResolution
  activities: ActivityStore
  attachments: AttachmentStore
  sequence: Sequence
  estimate: WriteTimeEstimate
  clock: Clock
  shardsOf: ShardsOf
}

type AddArguments = AddOptions & { tenant: TenantId; statements: NewStatement[] }

/**
 * Attachments are kept before the commit, and definitions are merged after it.
 * @throws Unavailable when the store can't be reached or stays contended: sent again with the same ids, it is safe
 */
export async function add(dependencies: WriteDependencies, submission: AddArguments): Promise<AddOutcome> {
  const { tenant, version, statements, attachments = [], mayDefine = true } = submission
  const { activities } = dependencies
  if (statements.length === 0) return { kind: 'stored' }
  const hasNewDefinitions = mayDefine && activities.hasNewDefinitions(tenant, statements)
  const hasAttachments = statements.some(({ statement }) => attachmentsOf(statement).length > 0)
  const placed = statements.map(({ prepared: { features } }, position) => ({ position, features }))
  const { terms, postings } = toIndexContents(termsOfStatements(placed))
  const claiming = statements.map(({ prepared }, at) => ({ prepared, terms: terms[at] as Uint8Array }))
  const items = sizeOf({ statements: claiming, postings })
  if (items > MOST_ITEMS) return { kind: 'tooLarge', items, most: MOST_ITEMS }
  const outcome = await addPatiently(dependencies, {
    tenant,
    version,
    statements: claiming,
    postings,
    hasNewDefinitions,
    mayDefine,
    dataHashes: hasAttachments ? packDataHashes(attachments.map(({ sha2 }) => sha2)) : undefined,
    beforeCommit: once(() => dependencies.attachments.put(tenant, attachments)),
  })
  if (outcome.kind === 'conflict') return outcome
  const { outcomes } = outcome
  // A statement that was stored before says nothing new, and would overrule what was said since.
  const defining = hasNewDefinitions ? statements.filter((_, at) => outcomes[at] !== 'duplicate') : []
  // They are stored, and the commit follower adds what is missing: an error would have them sent again.
  await activities.mergeDefinitions(tenant, defining).catch(ignoreUnavailable)
  return { kind: 'stored' }
}

/** An attempt that took too long over it is followed by another, which finds it done. */
function once(run: () => Promise<void>): AddRequest['beforeCommit'] {
  let running: Promise<void> | undefined
  let isDone = false
  return {
    isDone: () => isDone,
    run() {
      running ??= run().then(() => {
        isDone = true
      })
      return running
    },
  }
}

/** Attempt after attempt, until one is not fenced by other writers. */
async function addPatiently(dependencies: WriteDependencies, request: AddRequest): Promise<AttemptOutcome> {
  const { clock, claims } = dependencies
  const backoff = createBackoff(clock, { ...PAUSES, until: clock.now() + PATIENCE_MS })
  for (let history: History = { took: 0, attempts: [] }; ; ) {
    const started = clock.now()
    const wasReady = request.beforeCommit.isDone()
    const outcome = await tryOnce(dependencies, request, history)
    if (outcome.kind !== 'fenced') return outcome
    // Thousands of attachments take longer than any patience, but only once: without them the next attempt is quick.
    const hasBecomeReady = !wasReady && request.beforeCommit.isDone()
    if (backoff.isOver() && !hasBecomeReady) throw new Unavailable(new Error('the statements stay contended'))
    const took = clock.now() - started - outcome.waited
    const attempts = [...history.attempts, outcome.batchId]
    const [firstAttempt = outcome.batchId] = attempts
    await backoff.pause()
    const begun = { ...request, batchId: firstAttempt, attempts, firstAttempt, rows: [] }
    history = { attempts, took, claims: await claims.readSettled(begun) }
  }
}

/** `outcomes`: which of the statements this attempt has stored, and which were stored before. */
type AttemptOutcome = { kind: 'stored'; outcomes: ClaimOutcome[] } | Extract<AddOutcome, { kind: 'conflict' }>

/** The attempt's batch is dead, and nothing of it stays. `waited`: how long (ms) for older writers. */
type FencedOutcome = { kind: 'fenced'; batchId: BatchId; waited: number }

async function tryOnce(
  dependencies: WriteDependencies,
  request: AddRequest,
  history: History,
): Promise<AttemptOutcome | FencedOutcome> {
  const { clock, estimate } = dependencies
  const started = clock.now()
  const attempt = await stamp(dependencies, request, history)
  const claims = await reserve(dependencies, attempt, history.claims)
  estimate.observe(rowsToTime(request), clock.now() - started)
  const { outcomes, waited } = await resolve(dependencies, attempt, claims)
  const fenced = { kind: 'fenced', batchId: attempt.batchId, waited } as const

  const idsWith = (outcome: ClaimOutcome) =>
    request.statements.filter((_, position) => outcomes[position] === outcome).map(({ prepared }) => prepared.id)
  const [ids, removed] = [idsWith('conflict'), idsWith('removed')]
  if (ids.length + removed.length > 0) {
    await takeBack(dependencies, attempt, positionsOfOwnClaims(outcomes))
    return { kind: 'conflict', ids, ...(removed.length > 0 && { removed }) }
  }
  if (outcomes.includes('expired')) {
    await abandon(dependencies, attempt)
    return fenced
  }
  const isNew = outcomes.some((outcome) => outcome !== 'duplicate')
  const isCommitted = isNew && (await commit(dependencies, attempt, outcomes))
  if (!isCommitted) await withdraw(dependencies, attempt)
  if (isNew && !isCommitted) return fenced

  await follow(dependencies, attempt, { outcomes, claims })
  return { kind: 'stored', outcomes }
}

const OF_OTHERS: (ClaimOutcome | undefined)[] = ['duplicate', 'conflict', 'removed']

/** Claims that name the request, or did; the others name the batches that hold what it was compared with. */
const positionsOfOwnClaims = (outcomes: ClaimOutcome[]) =>
  [...outcomes.keys()].filter((position) => !OF_OTHERS.includes(outcomes[position]))

async function resolve({ claims: resolution }: WriteDependencies, attempt: Attempt, claims: (Claim | undefined)[]) {
  if (claims.some((claim) => claim !== undefined)) return resolution.resolve(attempt, claims)
  return { outcomes: claims.map((): ClaimOutcome => 'won'), waited: 0 }
}

type ResolvedClaims = { outcomes: ClaimOutcome[]; claims: (Claim | undefined)[] }

/**
 * Joins references, also of statements that were stored before: they may be sent again because their first writer died
 * on its way to here. The request is stored: a store that fails from here on makes nothing untrue, and the commit follower
 * does this once more.
 */
async function follow(dependencies: WriteDependencies, attempt: Attempt, { outcomes, claims }: ResolvedClaims) {
  const { tenant, batchId, statements } = attempt
  const links = statements
    .filter(
      ({ prepared: { features } }, at) =>
        features.target !== undefined || outcomes[at] === 'won-referenced' || claims[at]?.isReferredTo,
    )
    .map(({ prepared }) => linksOf(prepared))
  const until = dependencies.clock.now() + FOLLOW_MS
  await joinReferences(dependencies, { tenant, batchId, links }, { until }).catch(ignoreUnavailable)
}
