/** An LMS's log store: no ids, accounts, and each event wrapped in what the LMS knows of it (~1.4 kB). */
import type { Activity, Statement, Verb } from '../lambdas/xapi/statement.ts'
import { nameOf, type Session } from './session.ts'

const SITE = 'https://lms.example.edu'
const TYPES = 'https://xapi.example.edu/types'

type Event = { verb: Verb; module: string; name: string; action: string }

const verb = (id: string, display: string): Verb => ({ id, display: { en: display } })
const VIEWED = verb('http://id.tincanapi.com/verb/viewed', 'Viewed')

const EVENTS: readonly [Event, ...Event[]] = [
  { verb: VIEWED, module: 'page', name: 'Shift handover', action: 'course_module_viewed' },
  { verb: VIEWED, module: 'glossary', name: 'Terms of the trade', action: 'course_module_viewed' },
  {
    verb: verb('http://adlnet.gov/expapi/verbs/answered', 'Answered'),
    module: 'quiz',
    name: 'Week 3 check',
    action: 'attempt_submitted',
  },
  {
    verb: verb('http://activitystrea.ms/submit', 'Submitted'),
    module: 'assign',
    name: 'Essay: my first week',
    action: 'assessable_submitted',
  },
  {
    verb: verb('http://activitystrea.ms/create', 'Created'),
    module: 'forum',
    name: 'Questions & answers',
    action: 'discussion_created',
  },
]

const activity = (path: string, name: string, type: string): Activity => ({
  objectType: 'Activity',
  id: `${SITE}${path}`,
  definition: { name: { en: name }, type: `${TYPES}/${type}` },
})

const COURSES_OF_LEARNER = 3
const INSTANCES_OF_MODULE = 4

export function lms({ random, learner, later }: Session): Statement[] {
  // Everybody takes a few courses, and comes back to what there is in them.
  const course = 2 + ((learner.number + 13 * random.int(COURSES_OF_LEARNER)) % 40)
  const instructor = { account: { homePage: SITE, name: String(9_000 + (course % 7)) }, name: 'Margarida Nogueira' }
  return Array.from({ length: 3 + random.int(6) }, () => {
    const { verb, module, name, action } = random.pick(EVENTS)
    const instance = 100 * course + random.int(INSTANCES_OF_MODULE)
    return {
      actor: { account: { homePage: SITE, name: String(learner.number) }, name: nameOf(learner) },
      verb,
      object: activity(`/mod/${module}/view.php?id=${instance}`, name, module),
      ...(module === 'quiz' && { result: quizResult(random) }),
      context: {
        language: 'en',
        ...(module === 'assign' && { instructor }),
        contextActivities: {
          category: [activity('', 'Example University', 'lms')],
          parent: [activity(`/course/section.php?id=${course}`, `Section ${course % 9}`, 'section')],
          grouping: [activity(`/course/view.php?id=${course}`, `Safety at work ${course}`, 'course')],
        },
        extensions: {
          'http://lrs.learninglocker.net/define/extensions/info': {
            event_name: `\\mod_${module}\\event\\${action}`,
            event_function: `\\src\\transformer\\events\\mod_${module}\\${action}`,
            [SITE]: '4.5.2 (Build: 20260210)',
            'https://github.com/xAPI-vle/moodle-logstore_xapi': '5.0.0',
          },
          [`${SITE}/log`]: {
            id: 1_000_000 + random.int(9_000_000),
            relateduserid: null,
            other: { origin: random.pick(['web', 'ws']), groups: [course, course + 1], weights: [0.25, 0.75] },
          },
        },
      },
      timestamp: later(240).replace(/\.\d+Z$/, 'Z'),
    }
  })
}

function quizResult(random: Session['random']) {
  const raw = random.decimal(0, 10, 2)
  return { score: { scaled: raw / 10, raw, min: 0, max: 10 }, success: raw >= 6, completion: true }
}
