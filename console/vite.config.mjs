/** How the console is built: hashed files below `assets/`, nothing inline, for a page under a strict policy. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vite'

/** `npm run console`: the page of a Cairn that runs here, with the settings of its own console. */
const ofRunningCairn = {
  name: 'config-of-running-cairn',
  configureServer({ middlewares }) {
    middlewares.use('/config.json', async (_, response) => {
      const file = path.resolve(process.env.CAIRN_HOME || '.cairn', 'endpoint.json')
      const { console } = JSON.parse(readFileSync(file, 'utf8'))
      const config = await fetch(new URL('config.json', console))
      response.setHeader('content-type', 'application/json').end(await config.text())
    })
  },
}

/** All that a module imports by itself, and not when somebody asks for it. */
function importedBy(id, moduleOf, found = new Set()) {
  if (!found.has(id)) {
    found.add(id)
    for (const one of moduleOf(id)?.importedIds ?? []) importedBy(one, moduleOf, found)
  }
  return found
}

const ENTRY = path.resolve(import.meta.dirname, 'main.ts')
const APPLICATION = path.resolve(import.meta.dirname, 'shell/app.tsx')
/** Two files and no crumbs: what the entry needs at once, and what the application needs before any room. */
function groupOf(name, module, priority) {
  let members
  const isMember = (id, modules) => {
    members ??= importedBy(module, (one) => modules.getModuleInfo(one))
    return members.has(id)
  }
  return { name: (id, modules) => (isMember(id, modules) ? name : null), test: /\.[cm]?[jt]sx?$/, priority }
}

/** The page names the application's files itself: the entry, which asks for them, is then loaded beside them. */
const applicationBesideEntry = {
  name: 'application-beside-entry',
  transformIndexHtml: {
    order: 'post',
    handler(page, { bundle = {} }) {
      const files = Object.values(bundle).filter(
        ({ facadeModuleId, moduleIds = [] }) => facadeModuleId === APPLICATION || moduleIds.includes(APPLICATION),
      )
      const needed = new Set(files.flatMap(({ fileName, imports }) => [fileName, ...imports]))
      const isNamed = (file) => page.includes(`"/${file}"`)
      const missing = [...needed].filter((file) => !isNamed(file))
      return missing.map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
        injectTo: 'head',
      }))
    },
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [ofRunningCairn, applicationBesideEntry],
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2024',
    assetsDir: 'assets',
    // An inlined image would be a `data:` address, and a small script would be in the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'assets/manifest.json',
    rolldownOptions: {
      output: { codeSplitting: { groups: [groupOf('entry', ENTRY, 2), groupOf('application', APPLICATION, 1)] } },
    },
  },
})
