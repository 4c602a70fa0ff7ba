/** When somebody of the plant has time to learn: on working days, in the own shift, one thing a day. */
import type { Chance } from './chance.ts'
import type { Person } from './people.ts'
import { DAY_MS, instantAt } from './sites.ts'

export type Calendar = {
  /** @param from a day of the quarter, counted from 0; @returns nothing where this person has no free day left */
  slot(chance: Chance, from: number): Slot | undefined
  /** The day on which this person is here first, and the day after the last. */
  days: [first: number, end: number]
  /** @returns UTC midnight of a day of the quarter */
  midnight(day: number): number
}
export type Slot = { day: number; at: number }

/** @param firstDay UTC midnight of the quarter's first Monday */
export function calendarOf(person: Person, firstDay: number): Calendar {
  const { shift, site, weeks } = person
  const taken = new Set<number>()
  const days: [number, number] = [weeks[0] * 7, weeks[1] * 7]
  const isFree = (day: number) => day % 7 < 5 && !taken.has(day)
  return {
    days,
    midnight: (day) => firstDay + day * DAY_MS,
    slot(chance, from) {
      let day = Math.max(days[0], Math.floor(from))
      while (day < days[1] && !isFree(day)) day++
      if (day >= days[1]) return undefined
      taken.add(day)
      const minutes = shift.startHour * 60 + chance.between(20, shift.hours * 60 - 90)
      const at = Math.round(instantAt(firstDay + day * DAY_MS, minutes, site) / 1_000) * 1_000
      // The first morning in Asia belongs to the week before, where days are counted in UTC.
      return at < firstDay ? this.slot(chance, day + 1) : { day, at }
    },
  }
}
