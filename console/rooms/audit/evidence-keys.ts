/** The public keys that files of evidence were signed with: more than one where the key was changed between them. */

import type { Client } from '../../api/client.ts'
import { ApiFailure } from '../../api/failure.ts'
import { keysIn } from './verdicts.ts'

type Asked = { tenant: string; signal?: AbortSignal }

/** One that is not kept is left out: what it signed is then said to be of another key. */
export async function fetchKeys(
  client: Client,
  { tenant, signal }: Asked,
  texts: readonly string[],
): Promise<string[]> {
  const pems = keysIn(texts).map(async (key) => {
    try {
      const asked = { parameters: { tenant }, query: { key }, ...(signal && { signal }) }
      return [(await client.call('getEvidenceKey', asked)).pem]
    } catch (error) {
      if (error instanceof ApiFailure && (error.status === 404 || error.status === 400)) return []
      throw error
    }
  })
  return (await Promise.all(pems)).flat()
}
