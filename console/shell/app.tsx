/** From an opened page to somebody who is signed in, and then the rooms. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { Me } from '../api/admin-api.ts'
import { type Client, createClient } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'
import { ClientContext } from '../api/use-api.ts'
import { directionOf, firstLanguage, type Language, LanguageContext } from '../language/language.ts'
import { type Config, readConfig } from '../sign-in/config.ts'
import { finishSignIn, pathAhead, type Session, SignedOut, shouldSignInAgain, startSignIn } from '../sign-in/session.ts'
import { ConfigContext } from '../sign-in/use-config.ts'
import { MeContext } from './access.ts'
import { Door } from './door.tsx'
import { Frame } from './frame.tsx'
import { createConsoleRouter, preloadRoom } from './routes.tsx'

type Entered = { config: Config; session: Session; client: Client; me: Promise<Me> }
type State = { kind: 'coming' } | { kind: 'outside'; config?: Config; error?: unknown } | ({ kind: 'inside' } & Entered)

const isWorthRetrying = (count: number, error: unknown) =>
  count < 2 && !(error instanceof SignedOut) && !(error instanceof ApiFailure && error.status > 0 && error.status < 500)

const queries = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 15_000, refetchOnWindowFocus: false } },
})

/** @returns who comes back from the issuer; nothing where nobody does */
async function enter(config: Config): Promise<Entered | undefined> {
  const finished = await finishSignIn(config)
  if (finished === undefined) return undefined
  const { session, returnTo } = finished
  // The code is good for nothing any more, and belongs into no history.
  history.replaceState(null, '', returnTo)
  const client = createClient(config.api, session.accessToken)
  const me = client.call('getMe')
  // Whoever shows the person tells of a failure.
  me.catch(() => undefined)
  return { config, session, client, me }
}

async function arrive(): Promise<State> {
  let config: Config | undefined
  try {
    preloadRoom(pathAhead())
    config = await readConfig()
    const entered = await enter(config)
    if (entered) return { kind: 'inside', ...entered }
    if (!shouldSignInAgain()) return { kind: 'outside', config }
    await startSignIn(config, here())
    return { kind: 'coming' }
  } catch (error) {
    return { kind: 'outside', ...(config && { config }), error }
  }
}

const here = () => {
  const url = new URL(location.href)
  // What an issuer sent back is not a place to return to.
  for (const name of ['code', 'state', 'iss', 'error', 'error_description']) url.searchParams.delete(name)
  // Two slashes would name another host.
  return `${url.pathname.replace(/^\/+/, '/')}${url.search}`
}

/** Once for a page, however often React renders. */
const arriving = arrive()

export function App(): ReactNode {
  const [state, setState] = useState<State>({ kind: 'coming' })
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => {
    void arriving.then(setState)
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dir = directionOf(language)
  }, [language])
  const choose = (next: Language) => {
    localStorage.setItem('cairn.language', next)
    setLanguage(next)
  }
  return (
    <LanguageContext value={language}>
      {state.kind === 'inside' ? <Inside {...state} setLanguage={choose} /> : <Outside state={state} />}
    </LanguageContext>
  )
}

function Outside({ state }: { state: State }): ReactNode {
  const [failed, setFailed] = useState<unknown>()
  if (state.kind !== 'outside') return <Door />
  const { config, error = failed } = state
  const signIn = config && (() => void startSignIn(config, here()).catch(setFailed))
  return <Door onSignIn={signIn} error={error} />
}

function Inside({
  config,
  session,
  client,
  me,
  setLanguage,
}: Entered & { setLanguage: (next: Language) => void }): ReactNode {
  const [router] = useState(() => createConsoleRouter(() => <Frame session={session} setLanguage={setLanguage} />))
  return (
    <ConfigContext value={config}>
      <ClientContext value={client}>
        <MeContext value={me}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MeContext>
      </ClientContext>
    </ConfigContext>
  )
}
