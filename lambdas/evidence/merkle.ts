/**
 * Merkle trees as RFC 9162 2.1 defines them, over SHA-256: a leaf is hashed behind a byte 0, two nodes behind a byte 1, so
 * that no leaf can be taken for a node. Levels are paired from the left, and a node without a partner goes up as it is,
 * which is the same tree as the RFC's division at powers of two.
 */
import { hash } from 'node:crypto'

export const HASH_BYTES = 32

const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

export const sha256 = (data: Uint8Array | string): Buffer => hash('sha256', data, 'buffer')

/** @param content what the leaf stands for; its UTF-8, where it is a text */
export const leafHash = (content: string): Buffer => hash('sha256', `\0${content}`, 'buffer')

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1)
  NODE.set(right, 1 + HASH_BYTES)
  return hash('sha256', NODE, 'buffer')
}

/** Hashes one after the other: a million of them as objects would be three times as large. */
export type Hashes = { length: number; at(index: number): Uint8Array }

export const packedHashes = (bytes: Uint8Array): Hashes => ({
  length: bytes.length / HASH_BYTES,
  at: (index) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
})

export const listedHashes = (list: readonly Uint8Array[]): Hashes => ({
  length: list.length,
  at: (index) => list[index] ?? outside(index),
})

function outside(index: number): never {
  throw new RangeError(`The tree has no leaf ${index}.`)
}

/** 2.1.1: of no leaves it is the hash of nothing. */
export function treeRoot(leaves: Hashes, start = 0, end = leaves.length): Buffer {
  if (start === end) return sha256('')
  return levelsOf(leaves, start, end).next
}

/** All hashes of each level but the last, from the leaves up. */
type Levels = { levels: Uint8Array[]; next: Buffer }

function levelsOf(leaves: Hashes, start: number, end: number): Levels {
  let level = Buffer.alloc((end - start) * HASH_BYTES)
  for (let index = start; index < end; index++) level.set(leaves.at(index), (index - start) * HASH_BYTES)
  const levels: Uint8Array[] = []
  while (level.length > HASH_BYTES) {
    levels.push(level)
    level = levelAbove(level)
  }
  return { levels, next: level }
}

function levelAbove(level: Uint8Array): Buffer<ArrayBuffer> {
  const nodes = packedHashes(level)
  const above = Buffer.alloc(Math.ceil(nodes.length / 2) * HASH_BYTES)
  for (let index = 0; index < nodes.length; index += 2) {
    const node = index + 1 < nodes.length ? nodeHash(nodes.at(index), nodes.at(index + 1)) : nodes.at(index)
    above.set(node, (index / 2) * HASH_BYTES)
  }
  return above
}

/** 2.1.3.1: the hashes that lead from a leaf to the root, from below. */
export function inclusionPath(leaves: Hashes, index: number): Buffer[] {
  if (index < 0 || index >= leaves.length) outside(index)
  let at = index
  const path: Buffer[] = []
  for (const level of levelsOf(leaves, 0, leaves.length).levels) {
    const nodes = packedHashes(level)
    const sibling = at % 2 === 0 ? at + 1 : at - 1
    if (sibling < nodes.length) path.push(Buffer.from(nodes.at(sibling)))
    at = Math.floor(at / 2)
  }
  return path
}

/** 2.1.4.1: the hashes that show that the first so many leaves were a tree of their own, and nothing of it was changed. */
export function consistencyPath(leaves: Hashes, first: number): Buffer[] {
  if (first < 0 || first > leaves.length) outside(first)
  if (first === 0 || first === leaves.length) return []
  return subProof(leaves, { first, start: 0, end: leaves.length }, true)
}

type Range = { first: number; start: number; end: number }

function subProof(leaves: Hashes, { first, start, end }: Range, isWhole: boolean): Buffer[] {
  const size = end - start
  if (first === size) return isWhole ? [] : [treeRoot(leaves, start, end)]
  const left = largestPowerBelow(size)
  if (first <= left) {
    const below = subProof(leaves, { first, start, end: start + left }, isWhole)
    return [...below, treeRoot(leaves, start + left, end)]
  }
  const below = subProof(leaves, { first: first - left, start: start + left, end }, false)
  return [...below, treeRoot(leaves, start, start + left)]
}

function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/**
 * What a tree that only grows needs of its past: the roots of its whole subtrees, the largest first. Their sizes are the
 * binary digits of the tree's size.
 */
export type Frontier = readonly Uint8Array[]

export function grown(frontier: Frontier, size: number, leaf: Uint8Array): Uint8Array[] {
  const left = [...frontier]
  let node = leaf
  for (let digits = size; digits % 2 === 1; digits = Math.floor(digits / 2)) node = nodeHash(left.pop() ?? node, node)
  return [...left, node]
}

export const frontierRoot = (frontier: Frontier): Buffer =>
  Buffer.from(frontier.length === 0 ? sha256('') : frontier.reduceRight((root, node) => nodeHash(node, root)))
