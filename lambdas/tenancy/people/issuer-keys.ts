/**
 * The keys that an issuer signs with. They are fetched when they are first needed and every ten minutes of use, so that
 * a key that the issuer withdrew ends; a token of an unknown key fetches them at once, as issuers sign with new keys
 * without notice. A flood of unknown keys fetches them twice a minute, no more. While the issuer does not answer, the
 * keys it had go on for a day.
 */
import { createLocalJWKSet, type JSONWebKeySet, type JWSHeaderParameters } from 'jose'
import { Unavailable } from '../../database/unavailable.ts'

export type FetchKeys = (issuer: string) => Promise<JSONWebKeySet>

export const KEYS_FRESH_MS = 600_000
export const KEYS_KEPT_MS = 24 * 3_600_000
export const FETCH_PAUSE_MS = 30_000

type Keys = { find: ReturnType<typeof createLocalJWKSet>; ids: Set<string | undefined>; since: number }

export function createIssuerKeys(issuer: string, fetchKeys: FetchKeys, now: () => number) {
  let keys: Keys | undefined
  let tried = Number.NEGATIVE_INFINITY
  let failure: unknown
  let fetching: Promise<void> | undefined

  const fetchOnce = async () => {
    tried = now()
    try {
      const set = await fetchKeys(issuer)
      keys = { find: createLocalJWKSet(set), ids: new Set(set.keys.map(({ kid }) => kid)), since: now() }
    } catch (error) {
      failure = error
    }
  }
  const fetchUnlessTried = () => {
    if (fetching === undefined && now() - tried >= FETCH_PAUSE_MS)
      fetching = fetchOnce().finally(() => {
        fetching = undefined
      })
    return fetching
  }

  /**
   * The key of a token's header.
   * @throws a JOSEError when the issuer has no such key
   * @throws Unavailable when the issuer never answered, or not for a day
   */
  return async (header: JWSHeaderParameters) => {
    const isStale = keys === undefined || now() - keys.since >= KEYS_FRESH_MS
    if (isStale || !keys?.ids.has(header.kid)) await fetchUnlessTried()
    if (keys === undefined || now() - keys.since >= KEYS_KEPT_MS) throw new Unavailable(failure)
    return keys.find(header)
  }
}
