/** What buckets hold of a tenant, with all versions. */
import type { ObjectVersions } from '../database/object-versions.ts'
import { AUDIT } from '../evidence/audit-records.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { RemovalSource } from './removal-source.ts'

/** The openings of the trail stay with the trail: without them nobody could prove an entry of it. */
export const contentSource = (versions: ObjectVersions): RemovalSource =>
  objectsSource('objects', versions, {
    prefixes: (tenant) => [`${tenant}/`],
    stays: (tenant, key) => key.startsWith(`${tenant}/evidence/${AUDIT}/`),
  })

const TABLES = ['lake', 'voids', 'usage']

/** The trail's files stay, as the trail does. */
export const lakeSource = (versions: ObjectVersions): RemovalSource =>
  objectsSource('lake', versions, {
    prefixes: (tenant) =>
      [...TABLES, 'state/compaction/unreadable/lake', 'state/compaction/unreadable/voids', 'state/rewriting'].map(
        (folder) => `${folder}/tenant=${tenant}/`,
      ),
    stays: () => false,
  })

type Which = { prefixes(tenant: TenantId): string[]; stays(tenant: TenantId, key: string): boolean }

/** `next`: the number of the prefix and where to go on in it. */
const objectsSource = (kind: string, versions: ObjectVersions, { prefixes, stays }: Which): RemovalSource => ({
  kind,
  async page(tenant, { after }) {
    const [, number = '0', marker] = /^(\d+) (.*)$/s.exec(after ?? '') ?? []
    const all = prefixes(tenant)
    const prefix = all[Number(number)]
    if (prefix === undefined) return { names: [] }
    const { found, next } = await versions.page(prefix, marker || undefined)
    const names = found.filter(({ key }) => !stays(tenant, key)).map(({ key, version }) => `${version} ${key}`)
    if (next !== undefined) return { names, next: `${number} ${next}` }
    return { names, ...(Number(number) + 1 < all.length && { next: `${Number(number) + 1} ` }) }
  },
  async remove(_, names) {
    await versions.remove(
      names.map((name) => {
        const space = name.indexOf(' ')
        return { version: name.slice(0, space), key: name.slice(space + 1) }
      }),
    )
  },
})
