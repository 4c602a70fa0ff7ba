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

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [ofRunningCairn],
  server: { host: '127.0.0.1' },
  build: {
    target: 'es2024',
    assetsDir: 'assets',
    // An inlined image would be a `data:` address, and a small script would be in the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'assets/manifest.json',
  },
})
