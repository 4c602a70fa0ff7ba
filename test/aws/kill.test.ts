/** A runner that is killed while it is written to, once more, where its instances are frozen and its stream is in disorder. */
process.env.CAIRN_AWS ||= 'like:2'
await import('../flow/kill.test.ts')
