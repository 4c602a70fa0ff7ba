/** The commands on tenants, done by the admin API. */
import type { Administration } from '../administration.ts'
import { UsageError } from '../failure.ts'
import { type AdminApi, itemsOf } from './api.ts'
import { found, ofTenant } from './found.ts'
import { Refused } from './refused.ts'
import { retainingByApi } from './retaining-by-api.ts'

type Of<Name extends keyof Administration> = Pick<Administration, Name>

export const administerByApi = (api: AdminApi): Administration => ({
  ...tenantsByApi(api),
  ...credentialsByApi(api),
  ...membersByApi(api),
  ...reportsByApi(api),
  ...retainingByApi(api),
})

/** Whatever state it is in. */
const ANY = { 'If-Match': '*' }

const noKey = (tenant: string, key: string) => `The tenant ${tenant} has no key ${key}.`

const tenantsByApi = (
  api: AdminApi,
): Of<
  | 'tenants'
  | 'tenant'
  | 'tenantIf'
  | 'createTenant'
  | 'changeTenant'
  | 'suspendTenant'
  | 'resumeTenant'
  | 'restoreTenant'
  | 'holdTenant'
  | 'releaseTenant'
  | 'certificate'
  | 'stock'
  | 'removeTenant'
> => ({
  tenants: () => itemsOf((query) => api.call('listTenants', { query })),
  tenant: (tenant) => ofTenant(tenant, api.call('getTenant', { path: { tenant } })),
  tenantIf: (tenant) =>
    api.call('getTenant', { path: { tenant } }).catch((error) => {
      if (error instanceof Refused && error.status === 404) return undefined
      throw error
    }),
  createTenant: async (body) => ({ value: await api.call('createTenant', { body }) }),
  changeTenant: async (tenant, body) => ({
    value: await ofTenant(tenant, api.call('changeTenant', { path: { tenant }, body })),
  }),
  suspendTenant: async (tenant, reason) => ({
    value: await ofTenant(tenant, api.call('suspendTenant', { path: { tenant }, body: { reason } })),
  }),
  resumeTenant: async (tenant) => ({
    value: await ofTenant(tenant, api.call('resumeTenant', { path: { tenant } })),
  }),
  restoreTenant: async (tenant) => ({
    value: await ofTenant(tenant, api.call('restoreTenant', { path: { tenant } })),
  }),
  holdTenant: async (tenant, reason) => ({
    value: await ofTenant(tenant, api.call('holdTenant', { path: { tenant }, body: { reason }, headers: ANY })),
  }),
  releaseTenant: async (tenant, reason) => ({
    value: await ofTenant(tenant, api.call('releaseTenant', { path: { tenant }, query: { reason } })),
  }),
  certificate: (tenant) =>
    found(
      `No tenant ${tenant} was removed, or not all of it is gone.`,
      api.call('getCertificate', { path: { tenant } }),
    ),
  stock: (tenant) => ofTenant(tenant, api.call('removeTenant', { path: { tenant }, query: { dryRun: true } })),
  async removeTenant(tenant, reason) {
    if (!reason) throw new UsageError('Say why with --reason: it is in the trail of audit.')
    return { value: await ofTenant(tenant, api.call('removeTenant', { path: { tenant }, query: { reason } })) }
  },
})

const credentialsByApi = (
  api: AdminApi,
): Of<'credentials' | 'createCredential' | 'changeCredential' | 'rotateCredential' | 'revokeCredential'> => ({
  async credentials(tenant) {
    const pages = itemsOf((query) => api.call('listCredentials', { path: { tenant }, query }))
    const all = await ofTenant(tenant, pages)
    return all.sort((one, other) => (one.key < other.key ? -1 : 1))
  },
  async createCredential(tenant, { key, ...body }) {
    if (key !== undefined)
      throw new UsageError(
        'The admin API chooses keys itself: --key is for operators with --stack, or who are not signed in.',
      )
    return { value: await ofTenant(tenant, api.call('createCredential', { path: { tenant }, body })) }
  },
  changeCredential: async (tenant, key, body) => ({
    value: await found(noKey(tenant, key), api.call('changeCredential', { path: { tenant, key }, body })),
  }),
  rotateCredential: async (tenant, key, until) => ({
    value: await found(noKey(tenant, key), api.call('rotateCredential', { path: { tenant, key }, body: { until } })),
  }),
  async revokeCredential(tenant, key) {
    await found(noKey(tenant, key), api.call('revokeCredential', { path: { tenant, key } }))
    return { value: undefined }
  },
})

const membersByApi = (api: AdminApi): Of<'issuer' | 'members' | 'putMember' | 'removeMember'> => ({
  async issuer(given) {
    refuseIssuer(given)
    return (await api.call('getMe', {})).issuer
  },
  members: (tenant) =>
    ofTenant(
      tenant,
      itemsOf((query) => api.call('listMembers', { path: { tenant }, query })),
    ),
  async putMember(tenant, subject, { issuer, ...body }) {
    refuseIssuer(issuer)
    const put = (headers: { [name: string]: string }) =>
      api.call('putMember', { path: { tenant, subject }, body, headers })
    // Most are new; whoever is a member already gets the role that is asked for.
    const written = put({ 'If-None-Match': '*' }).catch((error) => {
      if (error instanceof Refused && error.status === 412) return put({ 'If-Match': '*' })
      throw error
    })
    return { value: await ofTenant(tenant, written) }
  },
  async removeMember(tenant, { subject, issuer }) {
    refuseIssuer(issuer)
    await found(`${subject} is no member of ${tenant}.`, api.call('removeMember', { path: { tenant, subject } }))
    return { value: undefined }
  },
})

function refuseIssuer(issuer: string | undefined): void {
  if (issuer !== undefined)
    throw new UsageError('The admin API knows its issuer: --issuer is for operators with --stack.')
}

const reportsByApi = (api: AdminApi): Of<'usage' | 'senders' | 'trail'> => ({
  usage: (tenant, days) => ofTenant(tenant, api.call('getUsage', { path: { tenant }, query: days })),
  senders: async (tenant) => (await ofTenant(tenant, api.call('listSenders', { path: { tenant } }))).items,
  async trail(tenant, filter, most) {
    const pageAfter = (page: { limit: number; cursor?: string }) => {
      const query = { ...filter, ...page }
      return tenant === undefined
        ? api.call('listAudit', { query })
        : ofTenant(tenant, api.call('listTenantAudit', { path: { tenant }, query }))
    }
    return { value: await itemsOf(pageAfter, most) }
  },
})
