/** A launch as somebody fills it in, and what of it is sent. Pure. */
import type { NewLaunch } from '../../api/admin-api.ts'

export type LaunchDraft = {
  homePage: string
  accountName: string
  registration: string
  activity: string
  publisherId: string
  /** Kept in the browser. */
  contentUrl: string
  masteryScore: string
  launchMode: NonNullable<NewLaunch['launchMode']>
  moveOn?: NewLaunch['moveOn'] | undefined
  hours: number
}

export const newLaunchDraft = (registration: string): LaunchDraft => ({
  homePage: '',
  accountName: '',
  registration,
  activity: '',
  publisherId: '',
  contentUrl: '',
  masteryScore: '',
  launchMode: 'Normal',
  hours: 4,
})

const NEEDED = ['homePage', 'accountName', 'registration', 'activity', 'publisherId'] as const

export const missingIn = (draft: LaunchDraft): (keyof LaunchDraft)[] =>
  NEEDED.filter((name) => draft[name].trim() === '')

/** A minute less than whole days: clocks differ, and 24 hours are the most. */
const endOf = (hours: number, now: number) => new Date(now + hours * 3_600_000 - 60_000).toISOString()

export function toLaunch(draft: LaunchDraft, now: number): NewLaunch {
  const { homePage, accountName, registration, activity, publisherId, masteryScore, launchMode, moveOn, hours } = draft
  return {
    actor: { objectType: 'Agent', account: { homePage: homePage.trim(), name: accountName.trim() } },
    registration: registration.trim(),
    activity: activity.trim(),
    publisherId: publisherId.trim(),
    launchMode,
    ...(moveOn && { moveOn }),
    ...(masteryScore.trim() !== '' && { masteryScore: Number(masteryScore) }),
    expires: endOf(hours, now),
  }
}

/** The whole link; undefined where the content's address is none that a browser should open. */
export function linkOf(contentUrl: string, query: string): string | undefined {
  if (!URL.canParse(contentUrl)) return undefined
  const url = new URL(contentUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  url.search = url.search === '' ? `?${query}` : `${url.search}&${query}`
  return url.href
}
