/** An authoring tool's course: ids, an Agent with mbox, questions with their options, durations (~1.2 kB). */
import type { ActivityDefinition, Result, Statement, Verb } from '../lambdas/xapi/statement.ts'
import { duration, english, mboxOf, nameOf, type Session } from './session.ts'

const verb = (name: string): Verb => ({ id: `http://adlnet.gov/expapi/verbs/${name}`, display: english(name) })

type Question = { definition: ActivityDefinition; answers: readonly [string, ...string[]]; right: string }

const options = (...texts: string[]) =>
  texts.map((text, index) => ({ id: `option_${index}`, description: english(text) }))
const question = (name: string, rest: ActivityDefinition): ActivityDefinition => ({
  name: english(name),
  description: english(name),
  type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  ...rest,
})

const QUESTIONS: readonly Question[] = [
  {
    definition: question('Which of these belong in the hazard log?', {
      interactionType: 'choice',
      correctResponsesPattern: ['option_0[,]option_2'],
      choices: options('A leaking valve', 'A late delivery', 'A missing guard rail', 'A colleague’s birthday'),
    }),
    answers: ['option_0[,]option_2', 'option_0', 'option_1[,]option_3'],
    right: 'option_0[,]option_2',
  },
  {
    definition: question('The emergency stop may be bridged during maintenance.', {
      interactionType: 'true-false',
      correctResponsesPattern: ['false'],
    }),
    answers: ['false', 'true'],
    right: 'false',
  },
  {
    definition: question('Match each extinguisher to its fire.', {
      interactionType: 'matching',
      correctResponsesPattern: ['co2[.]electrical[,]foam[.]liquid'],
      source: [
        { id: 'co2', description: { 'en-US': 'CO₂', 'de-DE': 'CO₂-Löscher' } },
        { id: 'foam', description: english('Foam') },
      ],
      target: [
        { id: 'electrical', description: english('Electrical cabinet') },
        { id: 'liquid', description: english('Burning liquid') },
      ],
    }),
    answers: ['co2[.]electrical[,]foam[.]liquid', 'co2[.]liquid[,]foam[.]electrical'],
    right: 'co2[.]electrical[,]foam[.]liquid',
  },
  {
    definition: question('How many bar does the test pressure have?', {
      interactionType: 'numeric',
      correctResponsesPattern: ['6[:]6.5'],
    }),
    answers: ['6.2', '62', '5.95'],
    right: '6.2',
  },
]

/** How many courses there are: each is published once, and taken by many. */
const PUBLISHED = 8

export function course({ random, learner, later }: Session): Statement[] {
  const published = (7 + random.int(PUBLISHED)).toString(16)
  const id = `http://${published.repeat(11)}.example.com/5eJc${published.repeat(6)}`
  const registration = random.uuid()
  const definition = { name: english('Working safely'), type: 'http://adlnet.gov/expapi/activities/course' }
  const parent = [{ id, objectType: 'Activity' as const, definition }]
  const statement = (name: string, path: string, definition: ActivityDefinition, result?: Result): Statement => ({
    id: random.uuid(),
    timestamp: later(90),
    actor: { objectType: 'Agent', mbox: mboxOf(learner), name: nameOf(learner) },
    verb: verb(name),
    object: { objectType: 'Activity', id: `${id}${path}`, definition },
    ...(result && { result }),
    context: {
      registration,
      language: 'en-US',
      platform: 'Storyline 360',
      revision: `1.${random.int(4)}`,
      contextActivities: { ...(path !== '' && { parent }), grouping: [{ id, objectType: 'Activity' }] },
      extensions: {
        'https://course.example.com/extensions/slide': { number: path.length, layers: ['base', 'feedback'] },
      },
    },
  })
  const slide = (number: number): ActivityDefinition => ({
    name: english(`Slide ${number}`),
    type: 'http://adlnet.gov/expapi/activities/module',
  })
  let right = 0
  return [
    statement('attempted', '', definition),
    ...QUESTIONS.flatMap((asked, number) => {
      const response = random.pick(asked.answers)
      const success = response === asked.right
      right += Number(success)
      const score = { scaled: Number(success), raw: success ? 10 : 0, min: 0, max: 10 }
      const result = { score, success, response, duration: duration(random.decimal(3, 55, 2)) }
      return [
        statement('experienced', `/slide/${number}`, slide(number)),
        statement('answered', `/question/${number}`, asked.definition, result),
      ]
    }),
    statement(right > 2 ? 'passed' : 'failed', '', definition, {
      score: { scaled: right / QUESTIONS.length, raw: right * 10, min: 0, max: QUESTIONS.length * 10 },
      success: right > 2,
      completion: true,
      duration: duration(random.decimal(120, 1800, 0)),
    }),
  ]
}
