/** What was recorded by mistake and is voided, with a reason, by somebody of the site's quality team. */
import { chanceOf } from './chance.ts'
import { PEOPLE, type Person } from './people.ts'
import { actorOf, type Event, eventOf, PLANT, placeOf, verbOf } from './statement.ts'

const HOUR_MS = 3_600_000
const REASONS = [
  'Wrong person chosen on the tablet',
  'Recorded twice',
  'Wrong revision of the procedure',
  'Test entry during the training of observers',
]

/** About one in a hundred of what observers and the LMS recorded. */
const VOIDABLE = new Set(['passed', 'failed', 'completed', 'scored'])
const SHARE = 0.012

/** @param end nothing happens from then on */
export function correct(events: readonly { person: Person; event: Event }[], end: number): Event[] {
  return events.flatMap(({ person, event }) => {
    const { id, verb, context } = event.statement
    const chance = chanceOf('correction', id)
    const isByHand = context?.platform === 'Floor tablet' || context?.platform === 'Atlas LMS'
    if (!isByHand || !VOIDABLE.has(String(verb.id).split('/').at(-1) ?? '') || !chance.is(SHARE)) return []
    const quality = chance.pick(PEOPLE.filter(({ site, role }) => site === person.site && role === 'quality'))
    const at = Math.round(event.at / 1_000) * 1_000 + chance.whole(2, 60) * HOUR_MS
    if (at >= end) return []
    const { team, extensions } = placeOf(quality)
    return [
      eventOf(['voided', id], at, {
        ...{ actor: actorOf(quality), verb: verbOf('voided'), object: { objectType: 'StatementRef', id } },
        context: { team, extensions: { ...extensions, [`${PLANT}/extensions/reason`]: chance.pick(REASONS) } },
      }),
    ]
  })
}
