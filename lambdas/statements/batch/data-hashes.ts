/**
 * Which data of attachments came with a request. Attachments that have a `fileUrl` alone are many, and the bucket is asked
 * for none of them. The first octets of each hash are enough: of those that are equal by chance, the bucket has the last word.
 */
const PREFIX_BYTES = 4

/** `PREFIX_BYTES` itself, then the prefixes: so it is never empty, and may become longer one day. */
export function packDataHashes(sha2s: readonly string[]): Uint8Array {
  const prefixes = sha2s.map((sha2) => Buffer.from(sha2.slice(0, 2 * PREFIX_BYTES), 'hex'))
  return Buffer.concat([Buffer.of(PREFIX_BYTES), ...prefixes])
}

/** The prefixes, in hex. */
export function dataPrefixes(packed: Uint8Array): Set<string> {
  const octets = Buffer.from(packed)
  const length = octets[0] ?? PREFIX_BYTES
  const prefixes = new Set<string>()
  for (let at = 1; at < octets.length; at += length) prefixes.add(octets.toString('hex', at, at + length))
  return prefixes
}

/** @param packed none where the request had no attachments, or is older than these hashes: then any may be there */
export function createDataTest(packed: Uint8Array | undefined): (sha2: string) => boolean {
  if (packed === undefined) return () => true
  const prefixes = dataPrefixes(packed)
  const digits = 2 * (packed[0] ?? PREFIX_BYTES)
  return (sha2) => prefixes.has(sha2.slice(0, digits).toLowerCase())
}
