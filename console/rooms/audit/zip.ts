/** Tells a .zip by how it begins: what opens one is loaded when there is one. */
export const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 0x03, 0x04].every((octet, at) => bytes[at] === octet)
