/** The example of docs/evidence.md, recomputed with nothing but SHA-256, as a stranger would; and by our own code. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { entryLeaf } from '../../lambdas/evidence/entries-file.ts'
import { toOpeningsBytes } from '../../lambdas/evidence/openings.ts'
import { recordLeaf } from '../../lambdas/evidence/records.ts'
import { fromDigestText, fromEntryText } from '../../lambdas/evidence/texts.ts'

const text = readFileSync(new URL('../../docs/evidence.md', import.meta.url), 'utf8')
const example = text.slice(text.indexOf('### An example'), text.indexOf('## What `cairn verify` names'))
const blocks = [...example.matchAll(/```(?:json)?\n(.*?)\n```/gs)].map(([, inner = '']) => inner)
const [contents = '', digest = '', entry = ''] = blocks
const hashes = [...example.matchAll(/`([0-9a-f]{64})`/g)].map(([, hash]) => hash)
const [first = '', second = '', root, digestHash, entryHash] = hashes

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex')
const leaf = (content: string) => sha256(Buffer.of(0), Buffer.from(content))
const bytes = (hash: string) => Buffer.from(hash, 'hex')

describe('the example of the evidence', () => {
  // @control proved-offline
  it('has the hashes that it says', () => {
    const lines = contents.split('\n').map((line) => line.replaceAll('\\n', '\n'))
    expect(lines.map(leaf)).toEqual([first, second])
    expect(sha256(Buffer.of(1), bytes(first), bytes(second))).toBe(root)
    expect(sha256(Buffer.from(digest))).toBe(digestHash)
    expect(leaf(`f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff\n${entry}`)).toBe(entryHash)
    expect(JSON.parse(digest)).toMatchObject({ root, count: 2 })
    expect(JSON.parse(entry)).toMatchObject({ digest: digestHash })
  })

  it('is what Cairn makes', () => {
    const openings = contents.split('\n').map((line, at) => {
      const [salt = '', source = '', tenant = '', sequence = '', record = ''] = line.split('\\n')
      const made = recordLeaf({ source, tenant }, { sequence, text: record }, bytes(salt))
      expect(made.toString('hex')).toBe([first, second][at])
      const id = ['6690e6c9-3ef0-4ed3-8b37-7f3964730bee', 'aaf47334-d495-4ec0-8a48-6b3fba55e8d2'][at] ?? ''
      return { sequence, id, salt: bytes(salt) }
    })
    expect(fromDigestText(digest).openings).toBe(sha256(toOpeningsBytes(openings)))
    expect(fromEntryText(entry).total).toBe(2)
    expect(entryLeaf('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', entry).toString('hex')).toBe(entryHash)
  })
})
