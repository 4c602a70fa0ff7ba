/** A headless Chromium, for tests and measurements. Knows nothing of Jest. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

/** No sandbox: tests run as root in containers. The rest keeps it from speaking to anyone but the test. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * A headless Chromium: the one at `CHROMIUM`, else the one of the npm package (Linux on x64), else an installed one.
 * @returns undefined where none of them starts
 */
export async function startBrowser(): Promise<Browser | undefined> {
  for (const pathOf of [async () => process.env.CHROMIUM, packaged, async () => INSTALLED.find(existsSync)]) {
    const executablePath = await pathOf()
    if (!executablePath) continue
    try {
      return await chromium.launch({ executablePath, args: FLAGS })
    } catch (error) {
      console.warn(`${executablePath} does not start: ${String(error).slice(0, 300)}`)
    }
  }
  return undefined
}

/**
 * Unpacked once, into node_modules: the package's own way is a fixed name in the common temporary folder, where another
 * test's half-written file, or another user's, would be started.
 */
async function packaged(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin/chromium.br')
  const path = `${packed}.unpacked`
  if (existsSync(path)) return path
  const unfinished = `${path}.${process.pid}`
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(unfinished, { mode: 0o755 }))
  await rename(unfinished, path)
  return path
}
