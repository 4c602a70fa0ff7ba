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

/** Every one is a whole number: up to a million a second, and to 2^53 bytes. */
const MOST: { [name in QuotaName]: number } = {
  requestsPerSecond: 1_000_000,
  statementsPerSecond: 1_000_000,
  storedBytes: Number.MAX_SAFE_INTEGER,
  queriesPerDay: 1_000_000,
  scannedBytesPerDay: Number.MAX_SAFE_INTEGER,
}

export const isQuota = (name: string, value: unknown): value is number =>
  Object.hasOwn(QUOTAS, name) &&
  Number.isSafeInteger(value) &&
  Number(value) >= 1 &&
  Number(value) <= MOST[name as QuotaName]

/** As the tenant's item holds them: JSON text. What is no quota is passed over, so that an older function reads newer items. */
export function parseQuotas(text: string): Quotas {
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(Object.entries(parsed).filter(([name, value]) => isQuota(name, value)))
}

/** Refused, since a quota is used up. `retrySeconds`: after which the same may be sent again. */
export type QuotaRefusal = { quota: QuotaName; limit: number; retrySeconds: number }
