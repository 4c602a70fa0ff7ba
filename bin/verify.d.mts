/** What of the verifier its tests call. */
type Head = { hour: string; made: string; key: string; history: { size: number; root: string } }

export class Wrong extends Error {}
export function verifyProof(
  bytes: Uint8Array,
  pems: string[],
): { tenant: string; source: string; sequence: string; hour: string; head: Head; newest: Head; text: string }
export function verifyRewritten(
  bytes: Uint8Array,
  pems: string[],
  certificate?: Uint8Array,
): {
  tenant: string
  source: string
  sequence: string
  hour: string
  head: Head
  newest: Head
  id: string
  leaf: string
  case: string
  ended: string
  isCertified: boolean
  text?: string
}
export function verifyHeads(older: Uint8Array, newer: Uint8Array, pems: string[]): { older: Head; newer: Head }
export function rootFromInclusion(leaf: Buffer, index: number, size: number, path: Buffer[]): Buffer
export function rootsFromConsistency(first: number, second: number, path: Buffer[], firstRoot: Buffer): Buffer[]
