/** Synthesizes the app when a source has changed since the last start, else uses the assembly of that start again. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
/** Everything that the templates and the bundles are made from. */
const SOURCES = [
  'bin/app.ts',
  'lib',
  'lambdas',
  'schemas',
  'bin/compile-schemas.ts',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
]
/** The cloud waits a minute to write larger files; here statements should soon be in the lake. */
const SETTINGS = { lakeWindowSeconds: 2 }

/**
 * Returns the folder of the assembly.
 * @param sourceMaps for a debugger: the functions' code is readable and says where its source is
 */
export async function synthesizeIfChanged(log: (line: string) => void, sourceMaps = false): Promise<string> {
  const build = path.join(PROJECT, '.build')
  const settings = { ...SETTINGS, ...(sourceMaps && { sourceMaps }) }
  const folder = path.join(build, `assembly-${hashSources(settings)}`)
  if (existsSync(path.join(folder, 'manifest.json'))) return folder
  log('Synthesizing the app (only after a change) ...')
  const { synthesize } = await import('../../lib/synth.ts')
  const unfinished = `${folder}.${process.pid}`
  await synthesize(unfinished, settings)
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  removeOlder(build, folder)
  return folder
}

/** A runner that still runs may start its functions from an older assembly, so those of the last two days stay. */
function removeOlder(build: string, current: string): void {
  for (const name of readdirSync(build).filter((name) => name.startsWith('assembly-'))) {
    const folder = path.join(build, name)
    if (folder !== current && Date.now() - statSync(folder).mtimeMs > 2 * 86_400_000)
      rmSync(folder, { recursive: true, force: true })
  }
}

function hashSources(settings: object): string {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  for (const source of SOURCES) {
    const root = path.join(PROJECT, source)
    if (!existsSync(root)) continue
    for (const file of statSync(root).isDirectory() ? filesIn(root) : [root]) {
      // These are made from the schemas, which are hashed themselves.
      if (file.includes('.compiled.')) continue
      hash
        .update(`${path.relative(PROJECT, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
