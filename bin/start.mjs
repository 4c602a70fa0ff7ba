/** Starts bin/start.ts. This is plain JavaScript so that an old Node gets this far and says in one line what is missing. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major >= 24 || (major === 23 && minor >= 8) || (major === 22 && minor >= 18)) {
  await import('./start.ts')
} else {
  console.error(
    `Cairn needs Node 24 (22.18 at least), this is ${process.version}: run \`npm ci\`, which brings it, or install it.`,
  )
  process.exit(1)
}
