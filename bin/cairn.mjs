#!/usr/bin/env node
/** `npx cairn` in a clone. Node runs no TypeScript below node_modules, so an installed copy says what to do instead. */
import { fileURLToPath } from 'node:url'

const isInstalled = /[\\/]node_modules[\\/]/.test(fileURLToPath(import.meta.url))
if (isInstalled) {
  console.error(
    'Cairn runs from a clone of its repository, not from node_modules: clone it, run `npm ci`, then `npx cairn`.',
  )
  process.exitCode = 1
} else {
  await import('./compile-cache.mjs')
  await import('./cairn.ts')
}
