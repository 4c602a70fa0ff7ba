/** The templates of the app as they would be deployed, for tests that look at their resources. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { createApp, synthesizeApp } from '../../lib/app.ts'
import type { Settings } from '../../lib/settings.ts'
import { makeTemporaryFolder } from '../../local/home/temporary-folder.ts'
import { hashSources } from '../../local/template/synthesized-assembly.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every shape
type Json = { [key: string]: any }
export type Resource = {
  id: string
  stack: string
  type: string
  properties: Json
  deletionPolicy?: string
  json: Json
}
export type Templates = {
  resources: Resource[]
  text: string
  of(type: string): Resource[]
  named(id: string): Resource
}

/** What CDK adds to the id of a construct. */
const HASH = /[0-9A-F]{8}$/

const BUILD = join(import.meta.dirname, '../../.build')

/**
 * The app with empty functions, so that a test of the template waits for no bundler. It takes ten seconds of a core, so
 * the test files share one until a source changes.
 */
export function synthesized(settings: Partial<Settings> = {}): Templates {
  const kept = join(BUILD, `templates-${hashSources({ ...settings, functions: 'empty' })}.json`)
  if (!existsSync(kept)) {
    const made = synthesize(settings, () => {})
    mkdirSync(BUILD, { recursive: true })
    for (const name of readdirSync(BUILD).filter(isOld)) rmSync(join(BUILD, name), { force: true })
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(made))
    renameSync(`${kept}.${process.pid}`, kept)
  }
  return templatesOf(JSON.parse(readFileSync(kept, 'utf8')))
}

/** Templates of sources that have changed since: of an hour ago, for another worker may just be writing. */
const isOld = (name: string) =>
  name.startsWith('templates-') && Date.now() - statSync(join(BUILD, name)).mtimeMs > 3_600_000

/** Settings that are not the default ones, in two apps for all tests, since each synthesis takes seconds. */
export const SETTINGS = {
  small: {
    ...{ stream: 3, streamDays: 1, lakeWindowSeconds: 2, lakeCompaction: 60 },
    ...{ evidenceLock: 'compliance', evidenceYears: 25 },
    ...{ issuer: 'https://login.example.org/realms/a', clients: ['cairn'] },
  },
  large: {
    ...{ cell: 'Acme', stream: 'on-demand', streamDays: 2, lakeCompaction: 2 },
    ...{ issuer: 'https://issuer.example.org', audience: 'urn:lrs', rolesClaim: 'groups' },
  },
} satisfies { [name: string]: Partial<Settings> }

/** The app made anew, with a change that may break it. */
export const synthesizedWith = (change: (app: App) => void): Templates => templatesOf(synthesize({}, change))

type StackTemplate = [stack: string, text: string]

function synthesize(settings: Partial<Settings>, change: (app: App) => void): StackTemplate[] {
  const folder = makeTemporaryFolder('templates')
  try {
    const empty = join(folder, 'bundle')
    mkdirSync(empty)
    writeFileSync(join(empty, 'index.mjs'), 'export const handler = () => {}')
    mkdirSync(join(folder, 'console/assets'), { recursive: true })
    writeFileSync(join(folder, 'console/assets/index.js'), '')
    writeFileSync(join(folder, 'console/index.html'), '<!doctype html>')
    const files = readdirSync('lambdas').filter((file) => file.endsWith('.ts'))
    const bundles = new Map(files.map((file) => [file.slice(0, -'.ts'.length), empty]))
    const app = createApp({ ...settings, bundles, consoleFiles: join(folder, 'console'), outdir: join(folder, 'out') })
    change(app)
    return synthesizeApp(app).stacks.map((stack) => [stack.stackName, readFileSync(stack.templateFullPath, 'utf8')])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function templatesOf(texts: StackTemplate[]): Templates {
  const resources = texts.flatMap(([stack, text]) =>
    Object.entries<Json>(JSON.parse(text).Resources).map(([id, json]) => ({
      id,
      stack,
      type: json.Type,
      properties: json.Properties ?? {},
      deletionPolicy: json.DeletionPolicy,
      json,
    })),
  )
  const named = (id: string) => {
    const found = resources.filter((resource) => resource.id === id || resource.id.replace(HASH, '') === id)
    if (found.length !== 1) throw new Error(`${found.length} resources are called ${id}`)
    return found[0] as Resource
  }
  return {
    resources,
    text: texts.map(([, text]) => text).join('\n'),
    of: (type) => resources.filter((resource) => resource.type === type),
    named,
  }
}
