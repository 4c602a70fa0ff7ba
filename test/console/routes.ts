/** Every view of the console that has an address, in a tenant. The first view of a room tells by its heading that it is there. */
import type { Page } from 'playwright-core'

export type Place = { path: string; heading: RegExp }
type About = { agent: object; course: string; statement: string; credential: string; case: string; entry: string }

const HEADINGS = {
  start: /^(Send your first statement|Das erste Statement senden)$/,
  explorer: /^Explorer$/,
  learner: /^(Learners|Lernende)$/,
  activity: /^(Activities|Aktivitäten)$/,
  dashboards: /^(Dashboards|Übersichten)$/,
  senders: /^Send(ers|er)$/,
  query: /^(Query|Abfragen)$/,
  audit: /^(Audit and evidence|Prüfspur und Nachweise)$/,
  people: /^(Members and settings|Mitglieder und Einstellungen)$/,
  find: /^(Find|Suchen)$/,
} as const

/** The views of each room, by their search. */
const viewsOf = (about: About): { [room in keyof typeof HEADINGS]: readonly { [name: string]: string }[] } => {
  const statement = { statement: about.statement }
  const agent = { agent: JSON.stringify(about.agent) }
  const activity = { activity: about.course }
  const asked = { asked: 'true' }
  return {
    start: [{}, { with: 'cmi5' }],
    explorer: [
      {},
      statement,
      { ...statement, view: 'raw' },
      { ...statement, view: 'chain' },
      { ...statement, view: 'origin' },
    ],
    learner: [{}, agent, { ...agent, view: 'courses' }],
    activity: [{}, activity, { ...activity, view: 'parts' }, { ...activity, view: 'items' }],
    dashboards: [{}],
    senders: [{}, { credential: about.credential }, { view: 'launches' }],
    query: [{}, ...['sources', 'verbs', 'completions'].map((question) => ({ question, ...asked }))],
    audit: [
      ...[{}, { person: agent.agent, all: 'true' }, { show: 'trail' }, { entry: about.entry }],
      ...[{ show: 'evidence' }, { show: 'verify' }, { show: 'cases' }, { show: 'cases', case: about.case }],
      ...[{ show: 'holds' }, { show: 'rules' }],
    ],
    people: [{}, { view: 'usage' }, { view: 'settings' }],
    find: [{ text: 'svg' }],
  }
}

export function routesOf(tenant: string, about: About): Place[] {
  const inTenant = Object.entries(viewsOf(about)).flatMap(([room, views]) =>
    views.map((view, at) => ({
      path: `/t/${tenant}/${room}${Object.keys(view).length > 0 ? `?${new URLSearchParams(view)}` : ''}`,
      heading: at === 0 ? HEADINGS[room as keyof typeof HEADINGS] : /./,
    })),
  )
  return [...inTenant, { path: '/tenants', heading: /^(Tenants|Mandanten)$/ }]
}

/** The view is there, and nothing of it is on its way any more. */
export async function settled(page: Page, { heading }: Pick<Place, 'heading'>): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: 30_000 })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null, null, {
    timeout: 60_000,
  })
}
