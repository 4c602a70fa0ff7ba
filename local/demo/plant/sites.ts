/** The four sites of the plant, and when people work there. */

export type Site = {
  code: string
  name: string
  zone: string
  language: string
  firstNames: string[]
  lastNames: string[]
}

const words = (text: string) => text.split(' ')

export const SITES: Site[] = [
  {
    code: 'CRK',
    name: 'Cork',
    zone: 'Europe/Dublin',
    language: 'en-IE',
    firstNames: words('Aoife Siobhán Ciarán Niamh Declan Róisín Eoin Maeve Colm Orla Fintan Gráinne Padraig Sinéad'),
    lastNames: words("O'Brien Murphy Walsh Byrne Kelleher Doyle Nolan Healy Quinn Twomey Lynch Daly Crowley Fahy"),
  },
  {
    code: 'BSL',
    name: 'Basel',
    zone: 'Europe/Zurich',
    language: 'de-CH',
    firstNames: words('Lukas Annelies Reto Élodie Beat Ursina Matthias Chiara Jürg Noémie Tobias Regula Luca Zoë'),
    lastNames: words(
      'Müller Keller Brönnimann Favre Gerber Zürcher Rossi Baumann Dubois Hürlimann Wyss Lüthi Kunz Bösch',
    ),
  },
  {
    code: 'RAL',
    name: 'Raleigh',
    zone: 'America/New_York',
    language: 'en-US',
    firstNames: words('Jasmine Marcus Elena Tyrone Hannah Diego Latoya Brandon Mei Curtis Rosa Dwayne Priya Caleb'),
    lastNames: words('Johnson Alvarez Carter Nguyen Brooks Patel Hayes Ramirez Foster Okafor Bennett Kim Simmons Ward'),
  },
  {
    code: 'SIN',
    name: 'Singapore',
    zone: 'Asia/Singapore',
    language: 'en-SG',
    firstNames: words('Weiling Arjun Nurul Junhao Kavitha Faizal Xinyi Ravi Siti Kaiyang Deepa Hafiz Huimin Vikram'),
    lastNames: words('Tan Krishnan Rahman Lim Subramaniam Ismail Wong Menon Abdullah Chua Pillai Hassan Goh Nair'),
  },
]

export type Shift = { name: string; startHour: number; hours: number }

export const SHIFTS: Shift[] = [
  { name: 'early', startHour: 6, hours: 8 },
  { name: 'late', startHour: 14, hours: 8 },
  { name: 'night', startHour: 22, hours: 8 },
]
export const OFFICE: Shift = { name: 'day', startHour: 8, hours: 9 }

export const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** @param day UTC midnight of the calendar day that is meant; @returns when it is so many minutes after local midnight */
export function instantAt(day: number, minutes: number, { zone }: Site): number {
  return day + minutes * MINUTE_MS - offsetMinutes(zone, day) * MINUTE_MS
}

/** As a device on the floor writes it, with the offset of its site. */
export function localTimestamp(instant: number, { zone }: Site): string {
  const offset = offsetMinutes(zone, instant)
  const text = new Date(instant + offset * MINUTE_MS).toISOString().slice(0, 19)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${text}${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
}

const known = new Map<string, number>()

/** Asked of the noon of a day: two clocks changes a year need no more. */
function offsetMinutes(zone: string, instant: number): number {
  const noon = Math.floor(instant / DAY_MS) * DAY_MS + DAY_MS / 2
  const key = `${zone} ${noon}`
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(noon)
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  known.set(key, offset)
  return offset
}
