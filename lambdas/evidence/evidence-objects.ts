/** The port to a bucket in which evidence lies: an object is put once, and never replaced. */
export type EvidenceObjects = {
  /** @returns false when there is an object of this key already: it stays as it is */
  putNew(key: string, bytes: Uint8Array): Promise<boolean>
  get(key: string): Promise<Uint8Array | undefined>
  /** The keys that begin so, in their order, from the one behind `after` on. */
  list(prefix: string, after?: string): AsyncIterable<string>
}

/** Another object lies where the same one was to be put: somebody changed what it is made of, or the object. */
export class OtherEvidence extends Error {
  override readonly name = 'OtherEvidence'
}

/**
 * Puts what is the same at every time it is made.
 * @throws OtherEvidence when there is another one
 */
export async function putSame(objects: EvidenceObjects, key: string, bytes: Uint8Array): Promise<void> {
  if (await objects.putNew(key, bytes)) return
  const before = await objects.get(key)
  if (before !== undefined && Buffer.compare(before, bytes) === 0) return
  throw new OtherEvidence(`${key} is not what it should be.`)
}

/** Puts what is different each time it is made. @returns the one that is there now: this, or that of an earlier run */
export async function putFirst(objects: EvidenceObjects, key: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (await objects.putNew(key, bytes)) return bytes
  return (await objects.get(key)) ?? bytes
}
