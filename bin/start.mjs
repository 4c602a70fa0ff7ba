/** Starts bin/start.ts: `node bin/start.mjs`, where there is no npm. */
import { fileURLToPath } from 'node:url'

process.argv.splice(2, 0, fileURLToPath(new URL('start.ts', import.meta.url)))
void import('./launch.mjs')
