/** Runs as a child process: creates the demo tenants in the Control table, with a function's environment and code. */
import { randomBytes } from 'node:crypto'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { readEnv } from '../../lambdas/runtime/env.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { createCredential, revokeCredential } from '../../lambdas/tenancy/credentials.ts'
import { createTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { DemoTenant } from './demo-tenants.ts'

process.on('disconnect', () => process.exit())
process.once('message', async (message) => {
  const tables = createTables(readEnv({ control: ENV.controlTable }))
  for (const { name, key, secret, defaultVersion } of message as DemoTenant[]) {
    await createTenant(tables, { id: name, name, defaultVersion, moreKey: randomBytes(32) })
    const credential = {
      tenant: name,
      key,
      secret,
      salt: randomBytes(16),
      label: 'demo',
      scopes: ['all' as const],
      authority: {
        objectType: 'Agent' as const,
        account: { homePage: 'https://cairn.example/credentials', name: key },
      },
    }
    if (await createCredential(tables, credential)) continue
    // The file with its secret was lost: nobody knows what the tables have.
    await revokeCredential(tables, tenantId(name), key)
    await createCredential(tables, credential)
  }
  process.send?.('done')
})
