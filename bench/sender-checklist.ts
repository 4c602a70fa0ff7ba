/** A checklist on the shop floor: a supervisor, a team, and photographs that are kept elsewhere (~1.7 kB). */
import type { Attachment, Statement, Verb } from '../lambdas/xapi/statement.ts'
import { duration, learnerOf, nameOf, type Session } from './session.ts'

const PLANT = 'https://plant.example.com'
const STEPS = ['Lock out the press', 'Check the guards', 'Clean the mould', 'Trial run', 'Sign off'] as const

const badge = (number: number) => ({ homePage: `${PLANT}/badges`, name: `B${String(number).padStart(6, '0')}` })
const verb = (name: string): Verb => ({ id: `${PLANT}/xapi/verbs/${name}`, display: { en: name, pl: `${name} (PL)` } })

export function checklist({ random, learner, later }: Session): Statement[] {
  const line = random.int(6)
  const checklistId = `${PLANT}/lines/${line}/checklists/changeover`
  const [second, third] = [learnerOf(learner.number + 1), learnerOf(learner.number + 2)]
  return STEPS.map((name, step): Statement => {
    const success = random.chance(0.93)
    return {
      id: random.uuid(),
      actor: { objectType: 'Agent', account: badge(learner.number), name: nameOf(learner) },
      verb: verb(success ? 'confirmed' : 'rejected'),
      object: {
        objectType: 'Activity',
        id: `${checklistId}/steps/${step + 1}`,
        definition: {
          name: { en: name, pl: `${name} (PL)` },
          type: 'http://id.tincanapi.com/activitytype/checklist-item',
          moreInfo: `${PLANT}/manuals/${line}#step-${step + 1}`,
          extensions: { [`${PLANT}/xapi/extensions/standard`]: 'ISO 45001:2018' },
        },
      },
      result: {
        success,
        completion: true,
        duration: duration(random.decimal(20, 400, 2)),
        ...(!success && { response: 'Guard 3 is loose; maintenance called.' }),
        extensions: {
          [`${PLANT}/xapi/extensions/readings`]: {
            pressure_bar: random.decimal(5.5, 6.5, 3),
            temperature_c: [random.decimal(18, 31, 1), random.decimal(18, 31, 1)],
            operator_note: null,
          },
        },
      },
      context: {
        instructor: { objectType: 'Agent', mbox: `mailto:shift.lead.${line}@example.com`, name: 'Shift lead' },
        team: {
          objectType: 'Group',
          name: `Line ${line}, early shift`,
          account: { homePage: `${PLANT}/teams`, name: `line-${line}-early` },
          member: [second, third].map((member) => ({ objectType: 'Agent', account: badge(member.number) })),
        },
        platform: 'Handheld 4.1',
        language: 'pl-PL',
        contextActivities: {
          parent: [{ id: checklistId }],
          grouping: [{ id: `${PLANT}/lines/${line}` }],
          other: [{ id: `${PLANT}/orders/${random.int(10_000)}` }],
        },
        extensions: { [`${PLANT}/xapi/extensions/device`]: { serial: `HH-${random.hex(8)}`, battery: random.next() } },
      },
      timestamp: later(400),
      ...(step === STEPS.length - 1 && { attachments: [photograph(random)] }),
    }
  })
}

const photograph = (random: Session['random']): Attachment => ({
  usageType: `${PLANT}/xapi/attachments/photograph`,
  display: { en: 'The cleaned mould' },
  contentType: 'image/jpeg',
  length: 180_000 + random.int(900_000),
  sha2: random.hex(64),
  fileUrl: `${PLANT}/photographs/${random.uuid()}.jpg`,
})
