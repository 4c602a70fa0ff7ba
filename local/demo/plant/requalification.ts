/** What happens when a qualification ends: most renew it before, some too late, a few not at all. */
import type { Calendar } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Person } from './people.ts'
import { DAY_MS, instantAt } from './sites.ts'
import { actorOf, type Event, eventOf, type Members, placeOf, verbOf } from './statement.ts'

/** Days of the quarter. */
export function renewalOf(chance: Chance, until: number): { expiresOn?: number; renewFrom?: number } {
  if (chance.is(0.66)) return { renewFrom: until - chance.whole(1, 9) }
  return chance.is(0.7) ? { expiresOn: until, renewFrom: until + chance.whole(2, 14) } : { expiresOn: until }
}

/** The LMS says it in the first minute of the day, at the site. */
export function expired(person: Person, activity: Members, { days, midnight }: Calendar, day: number): Event[] {
  if (day >= days[1]) return []
  const { team, extensions } = placeOf(person)
  return [
    eventOf(['expired', person.number, String(activity.id), day], instantAt(midnight(day), 1, person.site), {
      ...{ actor: actorOf(person), verb: verbOf('expired'), object: activity },
      context: { platform: 'Atlas LMS', language: person.site.language, team, extensions },
    }),
  ]
}

export const dateOf = (midnight: number) => new Date(midnight + DAY_MS / 2).toISOString().slice(0, 10)
