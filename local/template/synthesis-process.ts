/** Runs as a child process: synthesizes the app. What CDK and esbuild need for that, some 800 MB, ends with it. */
const [outdir = '', settings = '{}'] = process.argv.slice(2)
process.on('disconnect', () => process.exit())

try {
  // Here and not above: a source that cannot even be loaded is told in the same way.
  const { synthesize } = await import('../../lib/synth.ts')
  await synthesize(outdir, JSON.parse(settings))
  process.exit()
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error), () => process.exit(1))
}
