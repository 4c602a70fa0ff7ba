/** Holds, retention rules and cases, by the admin API. */
import type { Retaining } from '../retaining.ts'
import { type AdminApi, itemsOf } from './api.ts'
import { found, ofTenant } from './found.ts'
import { Refused } from './refused.ts'

const DECISIONS = { approve: 'approveCase', reject: 'rejectCase', withdraw: 'withdrawCase' } as const

export function retainingByApi(api: AdminApi): Retaining {
  const ofCase = <Answer>(tenant: string, id: string, answer: Promise<Answer>) =>
    found(`The tenant ${tenant} has no case ${id}, or you have no role in it.`, answer)
  return {
    holds: (tenant) =>
      ofTenant(
        tenant,
        itemsOf((query) => api.call('listHolds', { path: { tenant }, query })),
      ),
    holdRecords: async (tenant, body) => ({
      value: await ofTenant(tenant, api.call('holdRecords', { path: { tenant }, body })),
    }),
    async releaseRecords(tenant, hold, reason) {
      const released = api.call('releaseRecords', { path: { tenant, hold }, query: { reason } })
      await found(`The tenant ${tenant} has no hold ${hold}.`, released)
      return { value: undefined }
    },
    retentionRules: (tenant) =>
      ofTenant(
        tenant,
        itemsOf((query) => api.call('listRetentionRules', { path: { tenant }, query })),
      ),
    async putRetentionRule(tenant, rule, body) {
      const put = (headers: { [name: string]: string }) =>
        api.call('putRetentionRule', { path: { tenant, rule }, body, headers })
      const written = put({ 'If-None-Match': '*' }).catch((error) => {
        if (error instanceof Refused && error.status === 412) return put({ 'If-Match': '*' })
        throw error
      })
      return { value: await ofTenant(tenant, written) }
    },
    async removeRetentionRule(tenant, rule, reason) {
      const removed = api.call('removeRetentionRule', { path: { tenant, rule }, query: { reason } })
      await found(`The tenant ${tenant} has no retention rule ${rule}.`, removed)
      return { value: undefined }
    },
    cases: (tenant) =>
      ofTenant(
        tenant,
        itemsOf((query) => api.call('listCases', { path: { tenant }, query })),
      ),
    case: (tenant, id) => ofCase(tenant, id, api.call('getCase', { path: { tenant, case: id } })),
    prepareCase: async (tenant, body) => ({
      value: await ofTenant(tenant, api.call('prepareCase', { path: { tenant }, body })),
    }),
    countCase: (tenant, id) => ofCase(tenant, id, api.call('countCase', { path: { tenant, case: id }, body: {} })),
    decideCase: async (tenant, id, { to, reason }) => ({
      value: await ofCase(tenant, id, api.call(DECISIONS[to], { path: { tenant, case: id }, body: { reason } })),
    }),
    caseCertificate: (tenant, id) =>
      found(
        `The tenant ${tenant} has no case ${id}, or it is not done yet.`,
        api.call('getCaseCertificate', { path: { tenant, case: id } }),
      ),
  }
}
