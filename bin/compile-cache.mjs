/**
 * What Node compiled is kept for the next start, which takes a third of the time then; and undici is loaded by what fetches
 * only. An old Node goes on without.
 */
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import '../local/home/lean-http.cjs'

module.enableCompileCache?.(fileURLToPath(new URL('../.build/compile-cache', import.meta.url)))
