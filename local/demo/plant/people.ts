/** The 200 people of the plant: who works where, as what, in which shift, since when. */
import { type Chance, chanceOf } from './chance.ts'
import { OFFICE, SHIFTS, type Shift, SITES, type Site } from './sites.ts'

export type Role = 'operator' | 'technician' | 'analyst' | 'warehouse' | 'quality' | 'engineer'

/** How many of each site's 50 people; `onShift` works early, late or at night. */
const ROLES: { role: Role; people: number; team: string; onShift: boolean }[] = [
  { role: 'operator', people: 20, team: 'Filling', onShift: true },
  { role: 'technician', people: 8, team: 'Maintenance', onShift: true },
  { role: 'analyst', people: 7, team: 'Laboratory', onShift: false },
  { role: 'warehouse', people: 6, team: 'Warehouse', onShift: true },
  { role: 'quality', people: 5, team: 'Quality', onShift: false },
  { role: 'engineer', people: 4, team: 'Engineering', onShift: false },
]

export type Person = {
  /** The personnel number, the name of the account. */
  number: string
  name: string
  site: Site
  role: Role
  team: string
  shift: Shift
  /** How well this person learns, as a z-score: it decides about answers, scores and time. */
  ability: number
  /** The weeks of the quarter in which this person works here: from, and before. */
  weeks: [from: number, before: number]
  /** May observe others on the floor. */
  isObserver: boolean
}

export const WEEKS = 13

export const PEOPLE: Person[] = SITES.flatMap((site, at) => peopleOf(site, 1000 * (at + 1)))

function peopleOf(site: Site, firstNumber: number): Person[] {
  const posts = ROLES.flatMap((post) => Array.from({ length: post.people }, (_, at) => ({ ...post, at })))
  return posts.map(({ role, team, onShift, at }, index) => {
    const number = `P${firstNumber + index + 1}`
    const chance = chanceOf('person', number)
    const isObserver = at < 2 && ['operator', 'technician', 'quality', 'analyst'].includes(role)
    return {
      number,
      name: nameOf(site, index),
      site,
      role,
      team,
      shift: onShift ? chance.pick(SHIFTS) : OFFICE,
      ability: isObserver ? 1.2 + chance.next() : 0.4 + chance.normal() * 0.9,
      weeks: isObserver ? [0, WEEKS] : weeksOf(chance),
      isObserver,
    }
  })
}

/** No name twice: the second round through the first names meets other last names. */
function nameOf({ firstNames, lastNames }: Site, index: number): string {
  const round = Math.floor(index / firstNames.length)
  return `${firstNames[index % firstNames.length]} ${lastNames[(index * 3 + round * 5) % lastNames.length]}`
}

/** Three in ten are hired during the quarter, one in twenty leaves. */
function weeksOf(chance: Chance): [number, number] {
  if (chance.is(0.3)) return [chance.whole(1, 9), WEEKS]
  return [0, chance.is(0.07) ? chance.whole(5, 10) : WEEKS]
}
