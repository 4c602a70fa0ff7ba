/** The pages of the rooms, each loaded when it is first asked for. */
export const ROOM_PAGES = {
  start: () => import('../rooms/start/page.tsx'),
  explorer: () => import('../rooms/explorer/page.tsx'),
  learner: () => import('../rooms/learner/page.tsx'),
  activity: () => import('../rooms/activity/page.tsx'),
  dashboards: () => import('../rooms/dashboards/page.tsx'),
  senders: () => import('../rooms/senders/page.tsx'),
  people: () => import('../rooms/people/page.tsx'),
  audit: () => import('../rooms/audit/page.tsx'),
  query: () => import('../rooms/query/page.tsx'),
  find: () => import('../rooms/find/page.tsx'),
  tenants: () => import('../rooms/tenants/page.tsx'),
}

/** Loads the page of a path (`/t/<tenant>/<room>`, `/tenants`), if it is one of a room. */
export async function loadRoomOf(path: string): Promise<void> {
  const [, first = '', , room = ''] = path.split(/[/?]/)
  const name = first === 't' ? room : first
  if (Object.hasOwn(ROOM_PAGES, name)) await ROOM_PAGES[name as keyof typeof ROOM_PAGES]()
}
