/** `npm run cairn -- <command>`. Commands need the compiled schemas, which a fresh clone does not have yet. */
if (process.argv[2] !== '--version') {
  const { compileSchemas } = await import('./compile-schemas.ts')
  compileSchemas()
}
await import('./cairn/main.ts')
