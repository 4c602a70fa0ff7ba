/**
 * The statements that were removed from a batch: where they were, and their ids, which nobody may use again. Packed, since
 * all of a large batch may be: 2 octets of the position, 16 of the id.
 */
export type RemovedStatement = { position: number; id: string }

const ID_BYTES = 16
const BYTES = 2 + ID_BYTES

export function packRemoved(removed: readonly RemovedStatement[]): Uint8Array {
  const bytes = Buffer.alloc(removed.length * BYTES)
  for (const [at, { position, id }] of removed.entries()) {
    bytes.writeUInt16BE(position, at * BYTES)
    bytes.write(id.replaceAll('-', ''), at * BYTES + 2, 'hex')
  }
  return bytes
}

export function unpackRemoved(packed: Uint8Array): RemovedStatement[] {
  const bytes = Buffer.from(packed)
  return Array.from({ length: bytes.length / BYTES }, (_, at) => ({
    position: bytes.readUInt16BE(at * BYTES),
    id: bytes
      .toString('hex', at * BYTES + 2, (at + 1) * BYTES)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  }))
}
