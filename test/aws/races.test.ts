/** Many writers at once, once more, on tables that take their time and refuse what is above the limits of a partition. */
process.env.CAIRN_AWS ||= 'like:3'
await import('../statements/write/races.test.ts')
