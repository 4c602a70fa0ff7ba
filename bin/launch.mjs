/**
 * Runs one of Cairn's programs: `node bin/launch.mjs <file> <words>`; without a file it only looks whether one could run.
 * This is plain JavaScript, so that an old Node gets this far and says in one line what is missing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = new URL('../', import.meta.url)

/** @returns what stands in the way, if anything does */
function whatIsMissing() {
  const version = process.versions.node.split('.').map(Number)
  const isNewer = (major, minor) => version[0] === major && version[1] >= minor
  if (!(version[0] >= 24 || isNewer(23, 8) || isNewer(22, 18))) {
    return `Cairn needs Node 24 (22.18 at least), this is v${process.versions.node}: run \`npm ci\`, which brings it, or install it.`
  }
  const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
  const names = Object.keys(dependencies).concat(Object.keys(devDependencies))
  const missing = names.filter((name) => !existsSync(new URL(`node_modules/${name}/package.json`, ROOT)))
  if (missing.length === 0) return undefined
  if (missing.length === names.length) return 'The packages are not installed: run `npm ci` first.'
  return `Of the packages, ${missing[0]} and ${missing.length - 1} more are not installed: run \`npm ci\` again.`
}

const missing = whatIsMissing()
if (missing !== undefined) {
  console.error(missing)
  process.exitCode = 1
} else if (process.argv[2] !== undefined) {
  const program = pathToFileURL(process.argv[2]).href
  // The program finds its own name and words where it would without this one.
  process.argv.splice(1, 2, fileURLToPath(program))
  void import('./compile-cache.mjs').then(() => import(program))
}
