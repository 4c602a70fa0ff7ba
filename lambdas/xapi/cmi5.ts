/** The names of cmi5 (Quartz) that the LRS has to know. */

/** The category of cmi5 defined statements (9.6.2.1). */
export const CMI5_CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
export const SESSION_EXTENSION = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid'

/** The state that the LMS writes before each launch, and content must not change (10). */
export const LAUNCH_DATA = 'LMS.LaunchData'
/** The one profile of the learner that content has to do with (11). */
export const LEARNER_PREFERENCES = 'cmi5LearnerPreferences'

export const LAUNCH_MODES = ['Normal', 'Browse', 'Review'] as const
export const MOVE_ON = ['Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable'] as const

/** What the LMS says of an AU at its launch, most of it from the course structure (10). */
export type LaunchSettings = {
  /** The AU's id in the course structure. */
  publisherId: string
  launchMode?: (typeof LAUNCH_MODES)[number]
  moveOn?: (typeof MOVE_ON)[number]
  masteryScore?: number
  launchParameters?: string
  returnURL?: string
  entitlementKey?: { courseStructure?: string; alternate?: string }
}

/** The state `LMS.LaunchData`. What the course structure leaves out stays out, but for what every AU must find. */
export function launchDataOf(session: string, { publisherId, ...settings }: LaunchSettings): string {
  const contextTemplate = {
    contextActivities: { grouping: [{ objectType: 'Activity', id: publisherId }] },
    extensions: { [SESSION_EXTENSION]: session },
  }
  return JSON.stringify({ contextTemplate, launchMode: 'Normal', moveOn: 'NotApplicable', ...settings })
}
