/** The composition root: the store and the registry on the resources that the environment names. */
import { randomBytes } from 'node:crypto'
import { createAttachmentStore } from '../store/attachments.ts'
import { createBatches } from '../store/batches.ts'
import { createTables } from '../store/dynamodb-tables.ts'
import { createObjects } from '../store/s3-objects.ts'
import { createStatementStore } from '../store/store.ts'
import { createFollower } from '../store/stream.ts'
import { createRegistry } from '../tenancy/registry.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

const clock = {
  now: () => Date.now(),
  pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
}

export function compose() {
  const { content, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    documents: ENV.documentsTable,
    control: ENV.controlTable,
    content: ENV.contentBucket,
  })
  const tables = createTables(names)
  const registry = createRegistry(tables, clock.now)
  const container = randomBytes(4).toString('hex')
  const objects = createObjects(content)
  const store = createStatementStore({ tables, objects, clock, container, isAuthority: registry.isAuthority })
  const definitionsOf = async () => new Map<string, string>()
  return { registry, statements: { store, definitionsOf, attachments: createAttachmentStore(objects) } }
}

/** The store's consumer of its own stream. */
export function composeFollower() {
  const { content, ...names } = readEnv({
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    content: ENV.contentBucket,
  })
  const tables = createTables(names)
  const batches = createBatches(tables, createObjects(content))
  return createFollower({ tables, batches, clock }, (message, details) => log('WARN', message, details))
}
