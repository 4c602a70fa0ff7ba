/** The arithmetic of charts. Pure. */

/** Round numbers from nought to what holds `most`: about `count` of them, and two at least. */
export function ticksTo(most: number, count: number): number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0, 1]
  const raw = most / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw * (1 - 1e-9)) ?? 10) * power
  const steps = Math.ceil(most / step - 1e-9)
  return Array.from({ length: steps + 1 }, (_, at) => Number((at * step).toPrecision(12)))
}

/** Whole things are counted: no tick lies between two of them. */
export const countTicksTo = (most: number, count: number): number[] => {
  const ticks = ticksTo(Math.max(1, most), count)
  return ticks.every((one) => Number.isInteger(one)) ? ticks : [0, ...rangeTo(Math.max(1, Math.ceil(most)))]
}
const rangeTo = (end: number) => Array.from({ length: end }, (_, at) => at + 1)

/** Which of so many labels are written, the last one always, so that each has its room. */
export function labelled(count: number, width: number, room: number): (at: number) => boolean {
  const every = Math.max(1, Math.ceil((count * room) / Math.max(1, width)))
  return (at) => (count - 1 - at) % every === 0
}

/** As much of a text as has room, by a mean width of letters. */
export function fitting(text: string, width: number, letter = 6.6): string {
  const most = Math.max(3, Math.floor(width / letter))
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
}

/** All days from the first to the last, so that a day with nothing is seen as one. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  const end = Date.parse(`${to}T00:00:00Z`)
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end && days.length < 3_660; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** Where texts stand that want to stand there, none nearer than `gap` to another: as little moved down as that takes. */
export function spread(wanted: readonly number[], gap: number): number[] {
  const places = [...wanted]
  const order = places.map((_, at) => at).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0))
  let free = Number.NEGATIVE_INFINITY
  for (const at of order) {
    places[at] = Math.max(wanted[at] ?? 0, free)
    free = places[at] + gap
  }
  return places
}

/** A value at a place of the axis. */
export type Point = { at: number; value: number }

/** Where a place has no value a line ends, and begins anew behind it. */
export function stretchesOf<P extends Point>(points: readonly P[]): P[][] {
  const stretches: P[][] = []
  for (const point of points) {
    const last = stretches.at(-1)
    if (last?.at(-1)?.at === point.at - 1) last.push(point)
    else stretches.push([point])
  }
  return stretches
}
