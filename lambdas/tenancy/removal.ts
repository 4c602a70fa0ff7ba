/** Takes a tenant back that has no records. What it has in `Control` goes; nothing here touches a record. */
import type { Scanner } from '../database/scan.ts'
import type { TableName, Tables } from '../database/tables.ts'
import { credentialKey } from './credential-item.ts'
import { scanCredentials } from './credentials.ts'
import type { TenantId } from './tenant-id.ts'
import { tenantKey, tenantRowKey } from './tenant-item.ts'

/** The tables of records. Leftovers in `Index` of requests that never committed are none. */
const RECORDS = ['statements', 'documents'] as const satisfies TableName[]

/** The first table in which the tenant has something; reads all of them where it has nothing. */
export async function tableOfRecords(scanner: Scanner, tenant: TenantId): Promise<TableName | undefined> {
  for (const table of RECORDS) {
    for await (const { items } of scanner.scan(table, { prefix: `${tenant}|` })) if (items.length > 0) return table
  }
  return undefined
}

/**
 * Its credentials go first and the tenant last, so that what was interrupted can be done again. Running functions know
 * the credentials for a minute more.
 * @returns how many credentials it had
 */
export async function removeTenant(tables: Tables, scanner: Scanner, tenant: TenantId): Promise<number> {
  const credentials = await scanCredentials(tables, scanner, tenant)
  await tables.remove(
    'control',
    credentials.map(({ key }) => credentialKey(key)),
  )
  const last = tenantKey(tenant)
  for await (const { items } of scanner.scan('control', { prefix: `${tenant}|` })) {
    await tables.remove(
      'control',
      items.filter(({ pk }) => pk !== last.pk),
    )
  }
  await tables.remove('control', [last, tenantRowKey(tenant)])
  return credentials.length
}
