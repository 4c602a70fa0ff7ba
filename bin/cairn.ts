/** `npm run cairn -- <command>`. Commands need the compiled schemas, which a fresh clone does not have yet. */
if (process.argv[2] !== '--version') {
  const { outdatedModules } = await import('./compiled-schemas.ts')
  if (outdatedModules().length > 0) (await import('./compile-schemas.ts')).compileSchemas()
}
const { main } = await import('./cairn/main.ts')
// Whoever reads the result may have seen enough, as `head` does.
process.stdout.on('error', () => process.exit())
process.exitCode = await main(process.argv.slice(2))
