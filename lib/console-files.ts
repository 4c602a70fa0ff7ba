/** The console's files, built once for each state of its sources. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KEPT = join(ROOT, '.build')

/**
 * @param spare where they go if the checkout cannot be written to
 * @returns the folder of `index.html` and `assets/`
 */
export async function buildConsole(spare: string): Promise<string> {
  const kept = join(KEPT, `console-${hashConsole()}`)
  if (existsSync(join(kept, 'index.html'))) return kept
  const unfinished = `${kept}.${process.pid}`
  try {
    await mkdir(unfinished, { recursive: true })
  } catch {
    return build(spare)
  }
  try {
    await build(unfinished)
    // Another build may have been quicker.
    await rename(unfinished, kept).catch(() => undefined)
    await removeOld(kept)
    return kept
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** By Vite, in a process of its own: its native parts do not run within those of tests. */
async function build(outDir: string): Promise<string> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const words = ['build', join(ROOT, 'console'), '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error']
  // Jest's `test` would make it React's development build, half as large again.
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, ...words, '--configLoader', 'native'], { env })
  return outDir
}

/** An assembly has copies of what it was made of; another may just be making some. */
async function removeOld(kept: string): Promise<void> {
  const others = readdirSync(KEPT).filter((name) => /^console-[0-9a-f]{16}(\.\d+)?$/.test(name))
  const isOld = (folder: string) => folder !== kept && Date.now() - statSync(folder).mtimeMs > 86_400_000
  const old = others.map((name) => join(KEPT, name)).filter(isOld)
  await Promise.all(old.map((folder) => rm(folder, { recursive: true, force: true })))
}

function hashConsole(): string {
  const hash = createHash('sha256')
  const files = readdirSync(join(ROOT, 'console'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  // The verifier is in a download of the console.
  const others = [fileURLToPath(import.meta.url), join(ROOT, 'package-lock.json'), join(ROOT, 'bin/verify.mjs')]
  for (const file of [...files.sort(), ...others])
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}
