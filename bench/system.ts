/** The statements function on an engine, or on tables that do nothing, to measure the handler alone. */

import { createActivityStore } from '../lambdas/activities/activity-store.ts'
import type { Trail } from '../lambdas/audit/trail.ts'
import { systemClock } from '../lambdas/database/clock.ts'
import { createTables } from '../lambdas/database/dynamodb-tables.ts'
import type { Objects } from '../lambdas/database/objects.ts'
import type { Item, Tables } from '../lambdas/database/tables.ts'
import { createEndpoint } from '../lambdas/http/protocol/endpoint.ts'
import { BASE, ROUTES } from '../lambdas/http/routes.ts'
import { statementsResource } from '../lambdas/http/xapi/statements-resource.ts'
import { createAttachmentStore } from '../lambdas/statements/attachment-store.ts'
import { createStatementStore } from '../lambdas/statements/create-store.ts'
import { createCredential } from '../lambdas/tenancy/credentials.ts'
import { createRegistry, createTenant } from '../lambdas/tenancy/registry.ts'
import type { Quotas } from '../lambdas/tenancy/tenant-quotas.ts'
import { TABLES } from './engine.ts'
import { handlerClient, SECRET, type Send } from './handler-client.ts'

const clock = systemClock

/** The batches of the benchmark are far too small to go to S3. */
const objects: Objects = {
  put: () => Promise.reject(new Error('no S3 here')),
  get: async () => undefined,
  remove: async () => undefined,
}

type Others = { container?: string; trail?: Trail; quotas?: Quotas }

/** What is measured without the trail. */
const UNHEARD: Trail = { record: async () => undefined }

/**
 * @param tenant each figure has a tenant of its own, so that it reads nothing that another wrote
 * @param container must differ between two systems that write to one tenant
 */
export async function startSystem(
  tables: Tables,
  tenant: string,
  { container = '00000001', trail = UNHEARD, quotas }: Others = {},
): Promise<Send> {
  const named = { id: tenant, name: tenant, defaultVersion: '1.0.3' as const, moreKey: new Uint8Array(32) }
  await createTenant(tables, { ...named, ...(quotas && { quotas }) })
  const authority = { objectType: 'Agent' as const, account: { homePage: 'https://lrs.example', name: tenant } }
  const scopes = ['statements/read' as const, 'statements/write' as const]
  const credential = { tenant, key: tenant, secret: SECRET, salt: new Uint8Array(32), label: tenant, scopes, authority }
  await createCredential(tables, credential)
  const registry = createRegistry(tables, clock.now)
  const { isAuthority } = registry
  const activities = createActivityStore({ tables, clock })
  const attachments = createAttachmentStore(objects)
  const store = createStatementStore({ tables, objects, attachments, activities, clock, isAuthority, container })
  const parts = { store, attachments, activities }
  const resources = new Map([['statements', statementsResource(parts)]])
  const endpoint = createEndpoint({ base: BASE, routes: ROUTES, resources, registry, trail, log: () => undefined })
  return handlerClient(endpoint, tenant)
}

export function tablesAt(endpoint: string): Tables {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  return createTables(TABLES)
}

/** Tables that answer at once and keep nothing but the credential: what remains is the handler's own cost. */
export function noTables(): Tables {
  const control = new Map<string, Item>()
  return {
    async insert(table, rows) {
      if (table === 'control') for (const row of rows) control.set(row.pk, row)
      return rows.map(() => undefined)
    },
    putNew: async () => undefined,
    increase: async () => {},
    addIf: async () => ({ done: true, value: 0 }),
    get: async (_, { pk }) => control.get(pk),
    putIf: async () => ({ done: true }),
    removeIf: async () => ({ done: true }),
    updateIf: async (_, { key }) => ({ done: true, item: key }),
    updateEach: async (_, changes) => changes.map(() => true),
    removeEach: async (_, removals) => removals.map(() => true),
    clear: async () => undefined,
    addNumber: async () => undefined,
    getAll: async () => [],
    query: async () => ({ items: [] }),
    remove: async () => undefined,
  }
}
