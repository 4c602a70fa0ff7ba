/**
 * The rooms of the house as the code has them: each folder with its files, and how many of its imports lead into which
 * other room. They are ordered so that a room stands above all that it imports. The picture is docs/rooms.svg.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const PROJECT = join(import.meta.dirname, '../..')

/** From the outermost in: this decides where the imports leave the order open. */
const WINGS = ['bin', 'local', 'lib', 'lambdas']

/** `imports` counts pairs of files by the name of the room that the second one is in. */
export type Room = { name: string; wing: string; group: string; files: string[]; imports: Map<string, number> }

/** The files of the house, and which of them each of them imports. */
type Imports = Map<string, string[]>

/** From the outermost to the innermost. @throws where rooms import each other in a ring */
export function readRooms(imports = readImports()): Room[] {
  const rooms = new Map<string, Room>()
  const nameOf = roomNames(imports)
  for (const [file, imported] of imports) {
    const name = nameOf.get(file) as string
    const [wing = '', capability = ''] = dirname(file).split('/')
    const home = wing === 'lambdas' ? `${wing}/${capability}` : wing
    const hasRooms = [...imports.keys()].some((other) => dirname(other).startsWith(`${home}/`))
    const group = hasRooms ? home : name
    const room: Room = rooms.get(name) ?? { name, wing, group, files: [], imports: new Map() }
    rooms.set(name, room)
    room.files.push(file)
    for (const other of imported.map((one) => nameOf.get(one))) {
      if (other !== undefined && other !== name) room.imports.set(other, (room.imports.get(other) ?? 0) + 1)
    }
  }
  return inOrder([...rooms.values()])
}

function readImports(): Imports {
  const all = globSync(`{${WINGS}}/**/*.{ts,mjs}`, { cwd: PROJECT }).sort()
  const files = all.filter((file) => !file.endsWith('.d.ts') && !file.includes('.compiled.'))
  return new Map(
    files.map((file) => {
      const specifiers = readFileSync(join(PROJECT, file), 'utf8').matchAll(/\b(?:from|import)[ (]'(\.[^']+)'/g)
      return [file, [...new Set(Array.from(specifiers, ([, path = '']) => join(dirname(file), path)))]]
    }),
  )
}

/**
 * A file is in the room of its folder. Where files of a folder import other rooms that import the rest of it, the folder
 * is two rooms, one above those others and one below: what puts them together, and what they have in common.
 */
function roomNames(imports: Imports): Map<string, string> {
  const isAbove = (file: string) => {
    const isHere = (other: string) => dirname(other) === dirname(file)
    const reached = new Set([file])
    for (const one of reached) for (const other of imports.get(one) ?? []) reached.add(other)
    return [...reached].some((one) => !isHere(one) && imports.get(one)?.some(isHere))
  }
  const folders = Map.groupBy(imports.keys(), dirname)
  return new Map(
    [...folders].flatMap(([folder, files]) => {
      const halves = [files.filter(isAbove), files.filter((file) => !isAbove(file))].filter(({ length }) => length > 0)
      return halves.flatMap((half) => {
        const names = half.map((file) => basename(file, '.ts')).join(', ')
        return half.map((file) => [file, halves.length === 1 ? folder : `${folder}: ${names}`] as const)
      })
    }),
  )
}

/** Takes one by one a room that no room left imports; of several, one whose group goes on or can be taken as a whole. */
function inOrder(rooms: Room[]): Room[] {
  const placeOf = ({ name, wing }: Room) => `${WINGS.indexOf(wing)} ${name.replace(':', ' ')}`
  const left = new Set(rooms.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)))
  const isImportedBy = (others: Room[], names: string[]) =>
    others.some(({ imports }) => names.some((name) => imports.has(name)))
  const ordered: Room[] = []
  while (left.size > 0) {
    const rest = [...left]
    const free = rest.filter(({ name }) => !isImportedBy(rest, [name]))
    const isWhole = ({ group, wing }: Room) => {
      const [own, others] = [rest.filter((room) => room.group === group), rest.filter((room) => room.group !== group)]
      return (
        wing === free[0]?.wing &&
        !isImportedBy(
          others,
          own.map(({ name }) => name),
        )
      )
    }
    const next = free.find(({ group }) => group === ordered.at(-1)?.group) ?? free.find(isWhole) ?? free[0]
    if (next === undefined) throw new Error(`Rooms import each other: ${rest.map(({ name }) => name).join('; ')}`)
    ordered.push(next)
    left.delete(next)
  }
  return ordered
}

const [COLUMN, ROW, MARGIN, CHARACTER] = [19, 23, 16, 6.9]

const LEGEND = [
  'A step is a room, with how many files it has.',
  'To its left stand its imports: so many lead into the room',
  'whose step is further down in that column.',
  'No import leads to a room further up.',
]

/** A staircase: a room's imports are counted in its own row, in the columns of the rooms that they lead into. */
export function drawRooms(rooms: Room[]): string {
  const places = new Map(rooms.map(({ name }, index) => [name, index]))
  const x = (name: string) => MARGIN + (rooms.length - 1 - (places.get(name) ?? 0)) * COLUMN
  const y = (name: string) => MARGIN + (places.get(name) ?? 0) * ROW
  const width = Math.max(...rooms.map(({ name }) => x(name) + COLUMN + name.length * CHARACTER)) + 2 * MARGIN
  const height = 2 * MARGIN + rooms.length * ROW
  const frames = [...Map.groupBy(rooms, ({ group }) => group).values()].map((group) => {
    const [first, last] = [group[0]?.name ?? '', group.at(-1)?.name ?? '']
    const size = `width="${x(first) - x(last) + COLUMN}" height="${y(last) - y(first) + ROW}"`
    return group.length < 2 ? '' : `<rect class="frame" x="${x(last)}" y="${y(first)}" ${size} rx="4"/>`
  })
  const text = (kind: string, [left, top]: [number, number], words: string | number) =>
    `<text class="${kind}" x="${left}" y="${top + 16}">${words}</text>`
  const steps = rooms.flatMap(({ name, wing, files, imports }) => [
    `<path class="guide" d="M${x(name)} ${y(name) + ROW / 2}H${MARGIN}M${x(name) + COLUMN / 2} ${y(name)}V${MARGIN}"/>`,
    `<rect class="${wing}" x="${x(name) + 1}" y="${y(name) + 2}" width="${COLUMN - 2}" height="${ROW - 4}" rx="3"/>`,
    text('size', [x(name) + COLUMN / 2, y(name)], files.length),
    text('name', [x(name) + COLUMN + 6, y(name)], name),
    ...[...imports].sort().map(([other, count]) => text('count', [x(other) + COLUMN / 2, y(name)], count)),
  ])
  const legend = LEGEND.map((line, index) => text('note', [width - MARGIN, height - 110 + index * 20], line))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" font-size="13" role="img" aria-labelledby="title">
  <title id="title">The rooms of Cairn, from the outermost to the innermost, and who imports whom</title>
  <style>
    .paper { fill: #f6f8fa; stroke: #d0d7de }
    .frame { fill: #e3eaf2 }
    .guide { stroke: #c4ccd5; stroke-dasharray: 1 4 }
    .bin { fill: #9a7430 } .local { fill: #3f7f4f } .lib { fill: #7d57a3 } .lambdas { fill: #3f72a8 }
    .name { fill: #1c2128 }
    .note { fill: #444c56; text-anchor: end }
    .size { fill: #ffffff; font-size: 11px; font-weight: 600; text-anchor: middle }
    .count { fill: #2f363d; font-size: 11px; text-anchor: middle }
  </style>
  <rect class="paper" width="100%" height="100%" rx="8"/>
  ${[...frames, ...steps, ...legend].filter((shape) => shape !== '').join('\n  ')}
</svg>
`
}
