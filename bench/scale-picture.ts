/** Draws docs/scale.svg from bench/results.json: read units of a page by size of the store, one line for each filter. */
import { readFileSync, writeFileSync } from 'node:fs'

type Result = { name: string; unit: string; value: number }
type Line = { filter: string; values: number[]; colour: string }

const WIDTH = 760
const HEIGHT = 380
const LEFT = 56
const RIGHT = 220
const TOP = 56
const BOTTOM = 48
const LABEL_HEIGHT = 16
const COLOURS = ['#1b6ca8', '#c0392b', '#1e8449', '#8e44ad', '#b9770e', '#117a65', '#5d6d7e', '#884ea0']

const results: Result[] = JSON.parse(readFileSync(new URL('results.json', import.meta.url), 'utf8'))
const { stores, lines } = readLines(results)
writeFileSync(new URL('../docs/scale.svg', import.meta.url), draw(stores, lines))

function readLines(all: Result[]): { stores: string[]; lines: Line[] } {
  const points = all.flatMap(({ name, value }) => {
    const [, store, filter] = /^scale\/(.*)\/get\/(.*)\/read-units$/.exec(name) ?? []
    return store === undefined || filter === undefined ? [] : [{ store, filter, value }]
  })
  const stores = [...new Set(points.map(({ store }) => store))]
  const lines = [...Map.groupBy(points, ({ filter }) => filter)].map(([filter, ofFilter], at) => ({
    filter,
    values: ofFilter.map(({ value }) => value),
    colour: COLOURS[at % COLOURS.length] ?? 'black',
  }))
  return { stores, lines: lines.sort((a, b) => (b.values.at(-1) ?? 0) - (a.values.at(-1) ?? 0)) }
}

function draw(stores: string[], lines: Line[]): string {
  const most = Math.ceil(Math.max(...lines.flatMap(({ values }) => values)) / 5) * 5
  const x = (at: number) => LEFT + (at * (WIDTH - LEFT - RIGHT)) / Math.max(stores.length - 1, 1)
  const y = (value: number) => HEIGHT - BOTTOM - (value * (HEIGHT - TOP - BOTTOM)) / most
  const ticks = Array.from({ length: 6 }, (_, at) => (most * at) / 5)
  const parts = [
    text(LEFT, 24, 'Read units of a page of 50 statements, by size of the tenant', 'font-size="15" font-weight="600"'),
    ...ticks.flatMap((tick) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>`,
      text(LEFT - 8, y(tick) + 4, String(tick), 'text-anchor="end"'),
    ]),
    ...stores.map((store, at) => text(x(at), HEIGHT - BOTTOM + 20, store, 'text-anchor="middle"')),
    ...lines.flatMap((line, at) => drawLine(line, { x, y, label: labelPlace(lines, at, y) })),
  ]
  const size = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12" fill="#222">`
  return `${head}\n<rect width="100%" height="100%" fill="white"/>\n${parts.join('\n')}\n</svg>\n`
}

type Place = { x(at: number): number; y(value: number): number; label: number }

function drawLine({ filter, values, colour }: Line, { x, y, label }: Place): string[] {
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`)
  const end = values.length - 1
  const last = values[end] ?? 0
  return [
    `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      (point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`,
    ),
    `<line x1="${x(end) + 6}" y1="${y(last)}" x2="${x(end) + 26}" y2="${label}" stroke="${colour}" stroke-width="0.7"/>`,
    text(x(end) + 30, label + 4, `${filter} (${last})`, `fill="${colour}"`),
  ]
}

/** The lines are sorted from the highest down, so each label is placed below the one before it. */
function labelPlace(lines: Line[], at: number, y: (value: number) => number): number {
  let place = 0
  for (const { values } of lines.slice(0, at + 1)) place = Math.max(y(values.at(-1) ?? 0), place + LABEL_HEIGHT)
  return place
}

function text(x: number, y: number, words: string, style = ''): string {
  return `<text x="${x}" y="${y}" ${style}>${words}</text>`
}
