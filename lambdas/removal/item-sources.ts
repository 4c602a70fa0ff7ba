/** What tables hold of a tenant. */
import { forEachConcurrently } from '../database/concurrency.ts'
import type { KeyScanner } from '../database/key-scan.ts'
import type { Key, TableName, Tables } from '../database/tables.ts'
import { contextRows, isContextRow, SPREAD } from '../documents/context-row.ts'
import { hourAfter, hourAt } from '../evidence/hours.ts'
import { BATCHES_OF_PARTITION, partitionsOfHour } from '../statements/batch/batch-item.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { tenantKey } from '../tenancy/tenant-item.ts'
import type { RemovalPage, RemovalSource } from './removal-source.ts'

const nameOf = ({ pk, sk }: Key) => JSON.stringify([pk, sk])
function keyOf(name: string): Key {
  const [pk = '', sk = '']: string[] = JSON.parse(name)
  return { pk, sk }
}

const removeFrom =
  ({ removeEach }: Pick<Tables, 'removeEach'>, table: TableName) =>
  async (_: TenantId, names: string[]) => {
    await removeEach(
      table,
      names.map((name) => ({ key: keyOf(name), expected: {} })),
    )
  }

/** Notes of the removal itself, and what another source removes. */
const isOther = (tenant: TenantId, pk: string) => pk.startsWith('|removal|') || isContextRow(tenant, { pk })

const BATCHES_PER_PARTITION = 200
/** Empty hours that one page passes over. */
const MOST_HOURS = 24 * 7

/** Hour by hour: their partitions follow from the hour. An hour is read again until nothing is left in it. */
export const statementsSource = (tables: Pick<Tables, 'query' | 'removeEach'>): RemovalSource => ({
  kind: 'statements',
  async page(tenant, { after, first, now }): Promise<RemovalPage> {
    let hour = after ?? first
    if (hour === undefined) return { names: [] }
    for (let passed = 0; hour <= hourAt(now); passed++) {
      const page: RemovalPage & { names: string[] } = { names: [], statements: 0 }
      await forEachConcurrently(partitionsOfHour(tenant, hour), async (pk) => {
        const range = { pk, ...BATCHES_OF_PARTITION, limit: BATCHES_PER_PARTITION, attributes: ['pk', 'sk', 'n'] }
        for (const { sk, n } of (await tables.query('statements', range)).items) {
          page.names.push(nameOf({ pk, sk }))
          page.statements = (page.statements ?? 0) + (typeof n === 'number' ? n : 0)
        }
      })
      if (page.names.length > 0) return { ...page, names: page.names.sort(), next: hour }
      hour = hourAfter(hour)
      if (passed === MOST_HOURS) return { names: [], next: hour }
    }
    return { names: [] }
  },
  remove: removeFrom(tables, 'statements'),
})

/** The rows of contexts, whose documents are gone by then. */
export const contextsSource = (tables: Pick<Tables, 'query' | 'removeEach'>): RemovalSource => ({
  kind: 'contexts',
  async page(tenant) {
    for (let spread = 0; spread < SPREAD; spread++) {
      const { items } = await tables.query('documents', contextRows(tenant, spread))
      // Read again until nothing is left.
      if (items.length > 0) return { names: items.map(({ pk, sk }) => nameOf({ pk, sk })), next: String(spread) }
    }
    return { names: [] }
  },
  remove: removeFrom(tables, 'documents'),
})

/** The keys of a whole table are looked through: no list says which partitions a tenant has in it. */
export const scannedSource = (
  table: 'index' | 'documents' | 'control',
  scanner: KeyScanner,
  tables: Pick<Tables, 'removeEach'>,
): RemovalSource => ({
  kind: table,
  async page(tenant, { after }) {
    const { keys, last } = await scanner.page(table, tenant, after === undefined ? undefined : keyOf(after))
    const stays = tenantKey(tenant).pk
    const names = keys.filter(({ pk }) => pk !== stays && !isOther(tenant, pk)).map(nameOf)
    return { names, ...(last && { next: nameOf(last) }) }
  },
  remove: removeFrom(tables, table),
})
