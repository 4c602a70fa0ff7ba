/** Runs as a child process: serves S3 on 127.0.0.1 and tells the runner the port: `<folder> <port, 0 for any>`. */
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { buildApp } from 'fauxqs'
import { addConditionalPuts } from './conditional-puts.ts'
import { addObjectVersions } from './object-versions.ts'

const [folder = '', port = '0'] = process.argv.slice(2)

// The package's own server listens on all interfaces, so its parts are put together here.
const parts = new URL('.', import.meta.resolve('fauxqs'))
const load = async (file: string) => import(new URL(file, parts).href)
const { S3Store } = await load('s3/s3Store.js')
const { SqsStore } = await load('sqs/sqsStore.js')
const { SnsStore } = await load('sns/snsStore.js')
const stores = { s3Store: new S3Store(), sqsStore: new SqsStore(), snsStore: new SnsStore() }

if (folder) {
  const { PersistenceManager } = await load('persistence.js')
  mkdirSync(folder, { recursive: true })
  const persistence = new PersistenceManager(folder)
  persistence.loadS3(stores.s3Store)
  stores.s3Store.persistence = persistence
}

const app = buildApp({ logger: false, stores })
addConditionalPuts(app, stores.s3Store)
addObjectVersions(app, stores.s3Store)
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as AddressInfo).port })
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())
