/** The templates of the app as they would be deployed, for tests that look at their resources. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { createApp, synthesizeApp } from '../../lib/app.ts'
import type { Settings } from '../../lib/settings.ts'
import { makeTemporaryFolder } from '../../local/home/temporary-folder.ts'

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

/** The app with empty functions, so that a test of the template waits for no bundler; `change` may break it. */
export function synthesized(settings: Partial<Settings> = {}, change: (app: App) => void = () => {}): Templates {
  const folder = makeTemporaryFolder('templates')
  try {
    const empty = join(folder, 'bundle')
    mkdirSync(empty)
    writeFileSync(join(empty, 'index.mjs'), 'export const handler = () => {}')
    const files = readdirSync('lambdas').filter((file) => file.endsWith('.ts'))
    const bundles = new Map(files.map((file) => [file.slice(0, -'.ts'.length), empty]))
    const app = createApp({ ...settings, bundles, outdir: join(folder, 'out') })
    change(app)
    return templatesOf(synthesizeApp(app).stacks.map((stack) => [stack.stackName, stack.templateFullPath]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function templatesOf(files: [string, string][]): Templates {
  const texts = files.map(([stack, file]) => [stack, readFileSync(file, 'utf8')] as const)
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
