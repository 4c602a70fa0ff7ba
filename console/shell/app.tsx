/** From an opened page to somebody who is signed in, and then the rooms. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Me } from '../api/admin-api.ts'
import { type Client, createClient } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'
import { ClientContext } from '../api/use-api.ts'
import { directionOf, firstLanguage, type Language, LanguageContext } from '../language/language.ts'
import { type Arrival, here } from '../sign-in/arrival.ts'
import type { Config } from '../sign-in/config.ts'
import { type Session, SignedOut, startSignIn } from '../sign-in/session.ts'
import { ConfigContext } from '../sign-in/use-config.ts'
import { MeContext } from './access.ts'
import { Door } from './door.tsx'
import { Frame } from './frame.tsx'
import { createConsoleRouter } from './routes.tsx'

type Entered = { config: Config; session: Session; client: Client; me: Promise<Me> }
type State = Exclude<Arrival, { kind: 'inside' }> | ({ kind: 'inside' } & Entered)

const isWorthRetrying = (count: number, error: unknown) =>
  count < 2 && !(error instanceof SignedOut) && !(error instanceof ApiFailure && error.status > 0 && error.status < 500)

const queries = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 15_000, refetchOnWindowFocus: false } },
})

function entered(config: Config, session: Session): Entered {
  const client = createClient(config.api, session.accessToken)
  const me = client.call('getMe')
  // Whoever shows the person tells of a failure.
  me.catch(() => undefined)
  return { config, session, client, me }
}

/** @param arriving the sign-in, which began before this was loaded */
export function showConsole(root: Element, arriving: Promise<Arrival>): void {
  const state = arriving.then((arrival) =>
    arrival.kind === 'inside' ? { ...arrival, ...entered(arrival.config, arrival.session) } : arrival,
  )
  createRoot(root).render(<App arriving={state} />)
}

function App({ arriving }: { arriving: Promise<State> }): ReactNode {
  const [state, setState] = useState<State>({ kind: 'coming' })
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => {
    void arriving.then(setState)
  }, [arriving])
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
