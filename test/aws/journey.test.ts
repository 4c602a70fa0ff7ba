/** The road of a few statements once more, with functions, tables, gateway and stream like those of AWS. */
process.env.CAIRN_AWS ||= 'like:1'
await import('../flow/journey.test.ts')
