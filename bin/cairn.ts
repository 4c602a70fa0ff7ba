/** `npm run cairn -- <command>`. */
await import('./cairn/main.ts')
