/** A cmi5 session: the LMS's launched, then the assignable unit's statements in the order of cmi5 9.3 (~1.1 kB). */
import type { Result, Statement } from '../lambdas/xapi/statement.ts'
import { duration, nameOf, type Session } from './session.ts'

const CMI5 = 'https://w3id.org/xapi/cmi5/context'
const CATEGORY = { objectType: 'Activity' as const, id: `${CMI5}/categories/cmi5` }
const MOVE_ON = { objectType: 'Activity' as const, id: `${CMI5}/categories/moveon` }
const VERB: { [name: string]: string } = {
  launched: 'http://adlnet.gov/expapi/verbs/launched',
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  progressed: 'http://adlnet.gov/expapi/verbs/progressed',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  terminated: 'http://adlnet.gov/expapi/verbs/terminated',
}

type UnitEvent = { name: string; result?: Result; extensions?: { [iri: string]: unknown }; moveOn?: true }

export function cmi5({ random, learner, later }: Session): Statement[] {
  const unit = random.int(25)
  const registration = random.uuid()
  const sessionid = random.uuid()
  const statement = ({ name, result, extensions = {}, moveOn }: UnitEvent): Statement => ({
    id: random.uuid(),
    actor: {
      objectType: 'Agent',
      account: { homePage: 'https://campus.example.org', name: `${learner.number}-${learner.number * 7919}` },
      name: nameOf(learner),
    },
    verb: { id: VERB[name] ?? name, display: { en: name } },
    object: {
      objectType: 'Activity',
      id: `https://campus.example.org/courses/7/au/${unit}/${registration}`,
      definition: {
        type: 'http://adlnet.gov/expapi/activities/lesson',
        name: { en: `Unit ${unit}: lifting loads`, fr: `Unité ${unit} : lever des charges` },
        description: { en: 'How to lift, carry and set down loads of up to 25 kg without harm' },
      },
    },
    ...(result && { result }),
    context: {
      registration,
      contextActivities: {
        category: moveOn ? [CATEGORY, MOVE_ON] : [CATEGORY],
        grouping: [{ objectType: 'Activity', id: `https://publisher.example.org/au/${unit}` }],
        parent: [{ objectType: 'Activity', id: 'https://publisher.example.org/block/2' }],
      },
      extensions: { [`${CMI5}/extensions/sessionid`]: sessionid, ...extensions },
    },
    timestamp: later(300),
  })
  const scaled = random.decimal(0.3, 1, 2)
  const success = scaled >= 0.7
  const mastery = { [`${CMI5}/extensions/masteryscore`]: 0.7 }
  const seconds = random.decimal(60, 900, 0)
  const progress = [25, 50, 75].map((percent) => ({
    name: 'progressed',
    result: { extensions: { 'https://w3id.org/xapi/cmi5/result/extensions/progress': percent } },
  }))
  const events: UnitEvent[] = [
    { name: 'launched', extensions: { ...launch(unit), ...mastery } },
    { name: 'initialized' },
    ...progress,
    { name: 'completed', result: { completion: true, duration: duration(seconds) }, moveOn: true },
    {
      name: success ? 'passed' : 'failed',
      result: { score: { scaled }, success, duration: duration(seconds) },
      extensions: mastery,
      moveOn: true,
    },
    { name: 'terminated', result: { duration: duration(seconds + 5) } },
  ]
  return events.map(statement)
}

const launch = (unit: number) => ({
  [`${CMI5}/extensions/launchmode`]: 'Normal',
  [`${CMI5}/extensions/launchurl`]: `https://content.example.org/au/${unit}/index.html`,
  [`${CMI5}/extensions/moveon`]: 'CompletedAndPassed',
  [`${CMI5}/extensions/launchparameters`]: '{"theme":"dark","lang":"en"}',
})
