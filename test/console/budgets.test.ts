/** What a browser loads: little at first, and of each room only what it needs. Names of files are hashes. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { buildConsole } from '../../lib/console-files.ts'

type Chunk = { file: string; imports?: string[]; css?: string[] }
type Manifest = { [name: string]: Chunk }

const KB = 1000

describe('the built console', () => {
  let folder = ''
  let manifest: Manifest = {}
  beforeAll(async () => {
    folder = await buildConsole(join(tmpdir(), 'cairn-console'))
    manifest = JSON.parse(readFileSync(join(folder, 'assets/manifest.json'), 'utf8'))
  }, 120_000)

  const sizeOf = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length
  /** With all that it imports, as a browser does before it runs the file. */
  const loadedBy = (name: string, loaded = new Set<string>()): Set<string> => {
    const chunk = manifest[name]
    if (chunk === undefined || loaded.has(chunk.file)) return loaded
    loaded.add(chunk.file)
    for (const css of chunk.css ?? []) loaded.add(css)
    for (const one of chunk.imports ?? []) loadedBy(one, loaded)
    return loaded
  }
  const sum = (files: Iterable<string>, ending: string) =>
    [...files].filter((file) => file.endsWith(ending)).reduce((size, file) => size + sizeOf(file), 0)
  /** What the page itself names: a browser loads all of it before it shows anything. */
  const firstFiles = () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8')
    return new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file = '']) => file))
  }

  it('is at most 140 kB of script and 15 kB of styles at the first load, compressed', () => {
    const first = firstFiles()
    expect(sum(first, '.js')).toBeGreaterThan(50 * KB)
    // What the application needs is named, too, and asked for by nobody later.
    expect(
      [...loadedBy('rooms/explorer/page.tsx')].filter((file) => /application|entry/.test(file) && !first.has(file)),
    ).toEqual([])
    expect(sum(first, '.js')).toBeLessThanOrEqual(140 * KB)
    expect(sum(first, '.css')).toBeLessThanOrEqual(15 * KB)
  })

  it('is at most 40 kB more for each room', () => {
    const first = firstFiles()
    const rooms = Object.keys(manifest).filter((name) => /^rooms\/\w+\/page\.tsx$/.test(name))
    expect(rooms.length).toBeGreaterThanOrEqual(10)
    const more = rooms.map(
      (room) =>
        [
          room,
          sum(
            [...loadedBy(room)].filter((file) => !first.has(file)),
            '.js',
          ),
        ] as const,
    )
    expect(more.filter(([, size]) => size > 40 * KB)).toEqual([])
  })

  it('has hashes in the names of all files that browsers keep, and nothing inline in the page', () => {
    const files = readdirSync(join(folder, 'assets')).filter((name) => name !== 'manifest.json')
    expect(files.filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual([])
    const page = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
    expect(page).not.toMatch(/(src|href)="(?!\/assets\/|\/config\.json")/)
  })
})
