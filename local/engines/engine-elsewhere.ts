/** An engine that runs elsewhere, named by a variable of the environment: is it there? */
import { Failure, messageOf } from '../failure.ts'
import { retry } from '../waiting.ts'

/** It may be starting at the same time, as with Docker Compose. */
const PATIENCE_MS = 5000

/** Its endpoint; nothing if the variable is not set. */
export async function engineElsewhere(variable: string): Promise<string | undefined> {
  const endpoint = process.env[variable]
  if (!endpoint) return undefined
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new Failure(`${variable} is ${endpoint}: it must be an address such as http://127.0.0.1:8000`)
  }
  let reason = 'no answer'
  const tried = async () => {
    const signal = AbortSignal.timeout(2000)
    // Any answer will do: it is the port that may be wrong.
    await fetch(endpoint, { signal }).then(
      (response) => response.body?.cancel(),
      (error) => {
        reason = messageOf(error.cause ?? error)
        throw error
      },
    )
    return true
  }
  if (await retry(tried, AbortSignal.timeout(PATIENCE_MS), () => undefined)) return endpoint.replace(/\/$/, '')
  throw new Failure(
    `${variable} is ${endpoint}, and nothing answers there (${reason}): start that engine, or leave the variable out`,
  )
}
