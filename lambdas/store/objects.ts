/** The port to the Content bucket: what is too big for an item. Keys begin with the tenant. */
export type Objects = {
  put(key: string, bytes: Uint8Array, contentType?: string): Promise<void>
  /** @param range first byte and the byte after the last. */
  get(key: string, range?: { start: number; end: number }): Promise<Uint8Array | undefined>
}
