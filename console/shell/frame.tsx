/** What is around every view: the tenant, the rooms that somebody may enter, and their own settings. */
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { type LANGUAGES, useTexts } from '../language/language.ts'
import { timeZone } from '../language/numbers-and-times.ts'
import { Icon } from '../parts/icon.tsx'
import { Loading } from '../parts/states.tsx'
import { Toasts } from '../parts/toasts.tsx'
import type { Session } from '../sign-in/session.ts'
import { accessIn, mayEnter, useMe } from './access.ts'
import { AccountMenu } from './account-menu.tsx'
import { Announcer } from './announcer.tsx'
import { HeadSearch } from './head-search.tsx'
import icon from './icon.svg'
import { RequestsMenu } from './requests-menu.tsx'
import { ROOMS } from './rooms.ts'
import { TenantSwitcher } from './tenant-switcher.tsx'
import { shellTexts } from './texts.ts'
import { useKeptFocus } from './use-kept-focus.ts'

export type FrameProps = { session: Session; setLanguage: (language: keyof typeof LANGUAGES) => void }

export function Frame(props: FrameProps): ReactNode {
  const t = useTexts(shellTexts)
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const [isOpen, setOpen] = useState(false)
  useKeptFocus(main)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view closes the navigation of narrow windows
  useEffect(() => setOpen(false), [path])
  useEffect(() => {
    if (!isOpen) return
    const listen = ({ key }: KeyboardEvent) => key === 'Escape' && setOpen(false)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [isOpen])
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <header className="shell-top">
        <button
          type="button"
          className="button shell-menu"
          data-kind="quiet"
          aria-label={t.menu}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="menu" />
        </button>
        <Link to="/" className="shell-mark">
          <img src={icon} alt="" width="22" height="22" />
          <span>Cairn</span>
        </Link>
        <Suspense>
          <TenantSwitcher />
        </Suspense>
        <Suspense>
          <HeadSearch />
        </Suspense>
        <div className="shell-tools">
          <span className="small muted wide-only">{t.times(timeZone())}</span>
          <RequestsMenu />
          <Suspense>
            <AccountMenu {...props} />
          </Suspense>
        </div>
      </header>
      <nav className="shell-side" data-open={isOpen} aria-label={t.rooms}>
        <Suspense>
          <Navigation />
        </Suspense>
      </nav>
      <main id="content" ref={main} className="shell-main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Announcer main={main} />
      <Toasts />
    </div>
  )
}

function Navigation(): ReactNode {
  const t = useTexts(shellTexts)
  const me = useMe()
  const { tenant } = useParams({ strict: false })
  const access = tenant === undefined ? undefined : accessIn(me, tenant)
  const rooms = ROOMS.filter(({ isInNavigation, roles }) => isInNavigation && mayEnter(access, roles))
  return (
    <>
      {tenant !== undefined && (
        <ul role="list">
          {rooms.map(({ name, icon }) => (
            <li key={name}>
              {/* Where the room is done, its route is there: the table of routes has a row for each room. */}
              <Link to={`/t/$tenant/${name}` as '/t/$tenant/explorer'} params={{ tenant }} className="shell-link">
                <Icon name={icon} />
                {t[name] as string}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {me.isOwner && (
        <>
          <h2>{t.deployment}</h2>
          <Link to="/tenants" className="shell-link">
            <Icon name="tenants" />
            {t.tenants}
          </Link>
        </>
      )}
    </>
  )
}
