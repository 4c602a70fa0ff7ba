/** The port to the Content bucket: what is too big for an item. Keys begin with the tenant. */
export type Objects = {
  put(key: string, bytes: Uint8Array, contentType?: string): Promise<void>
  /** Nothing happens where there is none. */
  remove(key: string): Promise<void>
  /**
   * Nothing, if there is no such object: one that is denied is an error.
   * @param range first byte and the byte after the last
   */
  get(key: string, range?: { start: number; end: number }): Promise<Uint8Array | undefined>
}
