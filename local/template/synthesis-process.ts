/** Runs as a child process: synthesizes the app. What CDK and esbuild need for that, some 800 MB, ends with it. */
import { synthesize } from '../../lib/synth.ts'

const [outdir = '', settings = '{}'] = process.argv.slice(2)
process.on('disconnect', () => process.exit())

try {
  await synthesize(outdir, JSON.parse(settings))
  process.exit()
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error), () => process.exit(1))
}
