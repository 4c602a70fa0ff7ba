/** The names of cmi5 (Quartz) that the LRS has to know. */

/** The category of cmi5 defined statements (9.6.2.1). */
export const CMI5_CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
export const SESSION_EXTENSION = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid'

/** The state that the LMS writes before each launch, and content must not change (10). */
export const LAUNCH_DATA = 'LMS.LaunchData'
/** The one profile of the learner that content has to do with (11). */
export const LEARNER_PREFERENCES = 'cmi5LearnerPreferences'
