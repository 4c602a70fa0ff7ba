/** Merkle trees against the definitions of RFC 9162, written down as they stand there. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  consistencyPath,
  frontierRoot,
  grown,
  inclusionPath,
  leafHash,
  listedHashes,
  treeRoot,
} from '../../lambdas/evidence/merkle.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const hashNode = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right)

/** The largest power of two below n. */
const half = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)

/** 2.1.1 */
function mth(d: Buffer[]): Buffer {
  if (d.length === 0) return sha256()
  if (d.length === 1) return d[0] as Buffer
  const k = half(d.length)
  return hashNode(mth(d.slice(0, k)), mth(d.slice(k)))
}

/** 2.1.3.1 */
function path(m: number, d: Buffer[]): Buffer[] {
  if (d.length === 1) return []
  const k = half(d.length)
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))]
}

/** 2.1.4.1 */
const proof = (m: number, d: Buffer[]) => (m === 0 || m === d.length ? [] : subProof(m, d, true))
function subProof(m: number, d: Buffer[], b: boolean): Buffer[] {
  if (m === d.length) return b ? [] : [mth(d)]
  const k = half(d.length)
  return m <= k
    ? [...subProof(m, d.slice(0, k), b), mth(d.slice(k))]
    : [...subProof(m - k, d.slice(k), false), mth(d.slice(0, k))]
}

const trees = fc.array(fc.string(), { minLength: 1, maxLength: 70 }).map((texts) => texts.map(leafHash))
const treesAndPlaces = trees.chain((leaves) => fc.tuple(fc.constant(leaves), fc.nat(leaves.length - 1)))

describe('a Merkle tree', () => {
  it('hashes a leaf behind a byte 0', () => {
    expect(leafHash('L123456')).toEqual(sha256(Buffer.of(0), Buffer.from('L123456')))
    // The test vector of Certificate Transparency for an empty leaf.
    expect(leafHash('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  })

  it('has the root that the RFC defines, also of no leaf', () => {
    expect(treeRoot(listedHashes([]))).toEqual(mth([]))
    fc.assert(fc.property(trees, (leaves) => expect(treeRoot(listedHashes(leaves))).toEqual(mth(leaves))))
  })

  it('has the inclusion paths that the RFC defines', () => {
    fc.assert(
      fc.property(treesAndPlaces, ([leaves, at]) => {
        expect(inclusionPath(listedHashes(leaves), at)).toEqual(path(at, leaves))
      }),
    )
  })

  it('has the consistency paths that the RFC defines', () => {
    fc.assert(
      fc.property(treesAndPlaces, ([leaves, first]) => {
        expect(consistencyPath(listedHashes(leaves), first)).toEqual(proof(first, leaves))
      }),
    )
  })

  it('grows from its frontier alone to the same root', () => {
    fc.assert(
      fc.property(trees, (leaves) => {
        const frontier = leaves.reduce<Uint8Array[]>((before, leaf, size) => grown(before, size, leaf), [])
        expect(frontierRoot(frontier)).toEqual(mth(leaves))
        expect(frontier.length).toBeLessThan(8)
      }),
    )
  })
})
