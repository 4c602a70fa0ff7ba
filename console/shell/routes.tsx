/** The addresses of the console: a room for each, loaded when somebody enters it. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  type SearchSchemaInput,
  useRouter,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.ts'
import { Empty, FailureNote, Loading } from '../parts/states.tsx'
import { readSearch as readActivity } from '../rooms/activity/search.ts'
import { readSearch as readAudit } from '../rooms/audit/search.ts'
import { readSearch as readDashboards } from '../rooms/dashboards/search.ts'
import { readSearch as readExplorer } from '../rooms/explorer/search.ts'
import { readSearch as readFind } from '../rooms/find/search.ts'
import { readSearch as readLearner } from '../rooms/learner/search.ts'
import { readSearch as readPeople } from '../rooms/people/search.ts'
import { readSearch as readQuery } from '../rooms/query/search.ts'
import { readSearch as readSenders } from '../rooms/senders/search.ts'
import { readSearch as readStart } from '../rooms/start/search.ts'
import { readSearch as readTenants } from '../rooms/tenants/search.ts'
import { accessIn, mayEnter, useMe } from './access.ts'
import { Page } from './page.tsx'
import { ROOM_PAGES } from './room-pages.ts'
import { ROOMS } from './rooms.ts'
import { parseSearch, type RawSearch, stringifySearch } from './search.ts'
import { useTenants } from './tenant-switcher.tsx'
import { shellTexts } from './texts.ts'

/** Links give what is typed; addresses give anything. */
const reading =
  <Search extends object>(read: (raw: RawSearch) => Search) =>
  (raw: Partial<Search> & SearchSchemaInput): Search =>
    read(raw as RawSearch)

const root = createRootRoute({ notFoundComponent: NotFound })
const first = createRoute({ getParentRoute: () => root, path: '/', component: First })
const tenant = createRoute({ getParentRoute: () => root, path: '/t/$tenant' })
const tenantFirst = createRoute({ getParentRoute: () => tenant, path: '/', component: FirstRoom })
const inTenant = { getParentRoute: () => tenant } as const

const start = createRoute({
  ...inTenant,
  path: 'start',
  validateSearch: reading(readStart),
  component: lazyRouteComponent(ROOM_PAGES.start, 'StartPage'),
})
const explorer = createRoute({
  ...inTenant,
  path: 'explorer',
  validateSearch: reading(readExplorer),
  component: lazyRouteComponent(ROOM_PAGES.explorer, 'ExplorerPage'),
})
const learner = createRoute({
  ...inTenant,
  path: 'learner',
  validateSearch: reading(readLearner),
  component: lazyRouteComponent(ROOM_PAGES.learner, 'LearnerPage'),
})
const activity = createRoute({
  ...inTenant,
  path: 'activity',
  validateSearch: reading(readActivity),
  component: lazyRouteComponent(ROOM_PAGES.activity, 'ActivityPage'),
})
const dashboards = createRoute({
  ...inTenant,
  path: 'dashboards',
  validateSearch: reading(readDashboards),
  component: lazyRouteComponent(ROOM_PAGES.dashboards, 'DashboardsPage'),
})
const senders = createRoute({
  ...inTenant,
  path: 'senders',
  validateSearch: reading(readSenders),
  component: lazyRouteComponent(ROOM_PAGES.senders, 'SendersPage'),
})
const people = createRoute({
  ...inTenant,
  path: 'people',
  validateSearch: reading(readPeople),
  component: lazyRouteComponent(ROOM_PAGES.people, 'PeoplePage'),
})
const audit = createRoute({
  ...inTenant,
  path: 'audit',
  validateSearch: reading(readAudit),
  component: lazyRouteComponent(ROOM_PAGES.audit, 'AuditPage'),
})
const query = createRoute({
  ...inTenant,
  path: 'query',
  validateSearch: reading(readQuery),
  component: lazyRouteComponent(ROOM_PAGES.query, 'QueryPage'),
})
const find = createRoute({
  ...inTenant,
  path: 'find',
  validateSearch: reading(readFind),
  component: lazyRouteComponent(ROOM_PAGES.find, 'FindPage'),
})
const tenants = createRoute({
  getParentRoute: () => root,
  path: '/tenants',
  validateSearch: reading(readTenants),
  component: lazyRouteComponent(ROOM_PAGES.tenants, 'TenantsPage'),
})

const rooms = [start, explorer, learner, activity, dashboards, senders, people, audit, query, find] as const
const tree = root.addChildren([first, tenant.addChildren([tenantFirst, ...rooms]), tenants])

/** @param frame what is around every view */
export function createConsoleRouter(frame: () => ReactNode) {
  root.update({ component: frame })
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch,
    // What no room knows is dropped, and does not go from address to address.
    search: { strict: true },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} reset={reset} />,
    defaultPendingMs: 300,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}

function Failed({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return <FailureNote error={error} retry={retry} />
}

function NotFound(): ReactNode {
  const t = useTexts(shellTexts)
  return (
    <Empty title={t.notFound}>
      <p>{t.notFoundLead}</p>
      <a className="button" href="/">
        {t.toStart}
      </a>
    </Empty>
  )
}

/** Whoever comes without an address is led to the first tenant that they have a role in. */
function First(): ReactNode {
  const t = useTexts(shellTexts)
  const me = useMe()
  const tenants = useTenants()
  const [one] = tenants
  if (one !== undefined) return <Navigate to="/t/$tenant" params={{ tenant: one.id }} replace />
  if (me.isOwner) return <Loading />
  return (
    <Page title={t.noTenants}>
      <p>
        {t.noTenantsLead} <code>{me.subject}</code>
      </p>
    </Page>
  )
}

/** The first room that their role lets them enter and that somebody would want to begin with. */
function FirstRoom(): ReactNode {
  const me = useMe()
  const { tenant: id } = tenantFirst.useParams()
  const access = accessIn(me, id)
  const isThere = (name: string) =>
    ROOMS.some((room) => room.name === name && room.isInNavigation && mayEnter(access, room.roles))
  const explorer = isThere('explorer') ? '/t/$tenant/explorer' : '/t/$tenant/start'
  // An auditor comes for a proof, or to see who did what.
  return <Navigate to={access === 'auditor' ? '/t/$tenant/audit' : explorer} params={{ tenant: id }} replace />
}
