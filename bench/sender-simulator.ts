/** A simulator of training: small statements, each with registration and one category, videos and surveys (~0.7 kB). */
import type { Result, Statement, StatementObject, Verb } from '../lambdas/xapi/statement.ts'
import { duration, english, mboxOf, nameOf, type Session } from './session.ts'

const PROFILE = 'https://profiles.example.mil/field-care/bleeding-control/v1'
const VIDEO = 'https://w3id.org/xapi/video'
const LIKERT = ['Strongly disagree', 'Somewhat disagree', 'Neutral', 'Somewhat agree', 'Strongly agree'] as const

const verb = (id: string): Verb => ({ id, display: { en: id.slice(id.lastIndexOf('/') + 1) } })
const MOVES = [verb(`${VIDEO}/verbs/seeked`), verb(`${VIDEO}/verbs/played`), verb(`${VIDEO}/verbs/paused`)] as const

export function simulator({ random, learner, later }: Session): Statement[] {
  const registration = random.uuid()
  const clip = random.int(12)
  const length = 45 + 15 * clip
  const statement = (verb: Verb, object: StatementObject, result?: Result): Statement => ({
    id: random.uuid(),
    actor: { name: nameOf(learner), mbox: mboxOf(learner) },
    verb,
    object,
    context: {
      contextActivities: { category: [{ id: PROFILE }] },
      registration,
      extensions: { [`${VIDEO}/extensions/length`]: length },
    },
    timestamp: later(20),
    ...(result && { result }),
  })
  const video: StatementObject = {
    id: `https://media.example.mil/v1/clips/${clip}0000000-0000-4000-8000-000000000000`,
    definition: { name: english(`Tourniquet, part ${clip}`), type: `${VIDEO}/activity-type/video` },
  }
  const move = () => {
    const from = random.decimal(0, length, 3)
    const extensions = { [`${VIDEO}/extensions/time-from`]: from, [`${VIDEO}/extensions/time-to`]: from / 2 }
    return statement(random.pick(MOVES), video, random.chance(0.4) ? { extensions } : undefined)
  }
  return [
    statement(verb('http://adlnet.gov/expapi/verbs/initialized'), video),
    ...Array.from({ length: 5 + random.int(10) }, move),
    statement(verb('http://adlnet.gov/expapi/verbs/completed'), video, {
      completion: true,
      duration: duration(length * 1.2),
    }),
    statement(verb('http://activitystrea.ms/submit'), survey(random.int(9)), opinion(random.int(5))),
    statement(verb('http://adlnet.gov/expapi/verbs/terminated'), video),
  ]
}

const survey = (number: number): StatementObject => ({
  id: `https://media.example.mil/v1/survey#question-${number}`,
  definition: {
    name: english(`Question ${number}`),
    type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
    interactionType: 'likert',
    scale: LIKERT.map((text, index) => ({ id: `likert_${index + 1}`, description: english(text) })),
  },
})

const opinion = (answer: number): Result => ({
  score: { min: 1, max: LIKERT.length, raw: answer + 1 },
  response: `likert_${answer + 1}`,
})
