/** A statement store as tests use it, without HTTP: opened on an engine and a bucket, sent JSON, walked page by page. */
import { randomUUID } from 'node:crypto'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachment-store.ts'
import { createStatementStore, type StoreDependencies } from '../../lambdas/statements/create-store.ts'
import type { Filters, NewStatement, StatementStore } from '../../lambdas/statements/store.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { prepareStatements } from '../../lambdas/xapi/prepare.ts'
import type { Agent, PreparedStatement, Version } from '../../lambdas/xapi/statement.ts'
import { parseStatements, statementText } from '../../lambdas/xapi/statements-body.ts'
import { validateStatements } from '../../lambdas/xapi/validate.ts'
import { realClock } from './clocks.ts'
import { AUTHORITY, type JsonObject } from './statements.ts'

export const ALL: Filters = { relatedAgents: false, relatedActivities: false, ascending: false }
/** More bytes than a page of these tests has. */
export const PAGE_BYTES = 4_000_000

let containers = 0

/** In a container of its own, by a clock that is right, unless a test says otherwise; no agent is an authority. */
export function openStore(
  { tables }: { tables: Tables },
  { objects }: { objects: Objects },
  others: Partial<Pick<StoreDependencies, 'clock' | 'container' | 'isAuthority'>> = {},
): StatementStore {
  const parts = {
    tables,
    objects,
    clock: realClock(),
    container: (++containers).toString(16).padStart(8, '0'),
    isAuthority: async () => false,
    ...others,
  }
  return createStatementStore({
    ...parts,
    activities: createActivityStore(parts),
    attachments: createAttachmentStore(objects),
  })
}

/** What the store is given of statements, as the resource of statements makes it. */
export function toNewStatements(
  statements: JsonObject[],
  version: Version = '2.0.0',
  authority: Agent = AUTHORITY,
): NewStatement[] {
  const received = parseStatements(Buffer.from(JSON.stringify(statements)))
  const valid = validateStatements(received, version)
  const prepared = prepareStatements(received, valid, { version, authority, newId: randomUUID })
  return valid.map((statement, at) => ({
    statement,
    text: statementText(received, at),
    prepared: prepared[at] as PreparedStatement,
  }))
}

export const send = (store: StatementStore, tenant: TenantId, statements: JsonObject[], version: Version = '2.0.0') =>
  store.add(tenant, toNewStatements(statements, version), { version })

const TRIES = 6

/** As clients do after a 503: the same again, a little later. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Unavailable) || tries === TRIES) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries))
  }
}

/** `seen` is told of each page as it comes. */
export type WalkOptions = { limit?: () => number; maxBytes?: number; seen?: (statements: PageStatement[]) => void }
export type PageStatement = { sequence: string; text: string }

/** All pages of a query, to the end. */
export async function walkPages(store: StatementStore, tenant: TenantId, filters: Filters, pages: WalkOptions = {}) {
  const listed: PageStatement[] = []
  let next: string | undefined
  do {
    const request = { filters, limit: pages.limit?.() ?? 500, maxBytes: pages.maxBytes ?? PAGE_BYTES }
    const from = next === undefined ? request : { ...request, after: next }
    const page = await patiently(() => store.page(tenant, from))
    pages.seen?.(page.statements)
    if (page.statements.length > request.limit) throw new Error('A page is longer than its limit.')
    listed.push(...page.statements)
    if (page.next !== undefined && page.next === next) throw new Error('A walk stands still.')
    next = page.next
  } while (next !== undefined)
  return listed
}

export const idsOf = (listed: PageStatement[]): string[] =>
  listed.map(({ text }) => (JSON.parse(text) as { id: string }).id)
