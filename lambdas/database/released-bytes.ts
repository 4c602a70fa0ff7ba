/**
 * Gives the memory of bytes back at once, instead of by garbage collection: V8 goes through its whole heap for each 64 MB
 * outside of it, and what a page leaves there, its body and its decompressed blocks, took as long to collect as to read.
 * @param bytes that nobody reads any more
 */
export function release({ byteLength, buffer }: Uint8Array<ArrayBuffer>): void {
  // A small one may be a part of Node's pool, with others beside it.
  if (byteLength === buffer.byteLength || buffer.byteLength > Buffer.poolSize) buffer.transfer(0)
}
