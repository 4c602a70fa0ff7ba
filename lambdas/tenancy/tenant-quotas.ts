/** What a tenant may use at most. Plain data and pure; what is left out has no limit, and is counted nowhere. */

/** By name, in words that follow "allows": whoever is refused reads them. */
export const QUOTAS = {
  requestsPerSecond: 'requests a second, and those of a minute at once',
  statementsPerSecond: 'statements a second, and those of a minute at once',
  storedBytes: 'bytes of statements and documents in all',
  queriesPerDay: 'queries a day',
  scannedBytesPerDay: 'bytes read by queries a day',
} as const

export type QuotaName = keyof typeof QUOTAS
export type Quotas = { readonly [name in QuotaName]?: number }
export const QUOTA_NAMES = Object.keys(QUOTAS) as QuotaName[]

/** A whole number; 0 lets nothing pass. */
const isQuota = (name: string, value: unknown) =>
  Object.hasOwn(QUOTAS, name) && Number.isSafeInteger(value) && Number(value) >= 0

/** As the tenant's item holds them: JSON text. What is no quota is passed over, so that an older function reads newer items. */
export function parseQuotas(text: string): Quotas {
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(Object.entries(parsed).filter(([name, value]) => isQuota(name, value)))
}

/** Refused, since a quota is used up. `retrySeconds`: after which the same may be sent again. */
export type QuotaRefusal = { quota: QuotaName; limit: number; retrySeconds: number }
