/** What becomes of a page that is opened: somebody comes back from the issuer, goes there, or stands before the door. */
import { type Config, readConfig } from './config.ts'
import { finishSignIn, type Session, shouldSignInAgain, startSignIn } from './session.ts'

export type Arrival =
  | { kind: 'coming' }
  | { kind: 'outside'; config?: Config; error?: unknown }
  | { kind: 'inside'; config: Config; session: Session }

/** Begins before the application is loaded: the issuer answers meanwhile. */
export async function arrive(): Promise<Arrival> {
  let config: Config | undefined
  try {
    config = await readConfig()
    const finished = await finishSignIn(config)
    if (finished !== undefined) {
      // The code is good for nothing any more, and belongs into no history.
      history.replaceState(null, '', finished.returnTo)
      return { kind: 'inside', config, session: finished.session }
    }
    if (!shouldSignInAgain()) return { kind: 'outside', config }
    await startSignIn(config, here())
    return { kind: 'coming' }
  } catch (error) {
    return { kind: 'outside', ...(config && { config }), error }
  }
}

/** Where somebody is, to come back to. */
export function here(): string {
  const url = new URL(location.href)
  // What an issuer sent back is not a place to return to.
  for (const name of ['code', 'state', 'iss', 'error', 'error_description']) url.searchParams.delete(name)
  // Two slashes would name another host.
  return `${url.pathname.replace(/^\/+/, '/')}${url.search}`
}
