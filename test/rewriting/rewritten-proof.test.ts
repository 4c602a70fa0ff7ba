/** What is proved of a record that a case removed or rewrote: that it was digested, and which case, not what it was. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
// biome-ignore lint/correctness/useImportExtensions: it is a module of plain JavaScript, whose types stand beside it
import { verifyProof, verifyRewritten } from '../../bin/verify.mjs'
import { createPerson } from '../../lambdas/cases/person.ts'
import { createErasure } from '../../lambdas/rewriting/erasure.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import type { PlannedRequest } from '../support/erasure-worlds.ts'
import { useErasures, type World } from '../support/erasures.ts'
import { uuid } from '../support/statements.ts'

const { openWorld, store, erase, certify, prove, key } = useErasures()
const folder = temporaryFolder()

const names = (place: string, isPerson = true) => ({ kind: 'names', place, way: 0, isPerson }) as const
const [ABOUT, OTHER, NAMING] = [uuid(1), uuid(2), uuid(3)]
const WORLD: PlannedRequest[] = [
  [names('actor'), names('actor', false), names('instructor')],
  [names('response')],
  [names('definition'), names('object')],
  [names('text in an extension')],
]

const bytes = (text: string) => new TextEncoder().encode(text)
const verifier = (...words: string[]) =>
  promisify(execFile)(process.execPath, ['bin/verify.mjs', ...words]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout }),
  )

/** @returns the certificate's file */
async function erased(world: World): Promise<string> {
  return JSON.stringify(await certify(world, await erase(world)))
}

describe('the proof of a record that a case has changed', () => {
  it.each(['remove', 'pseudonym'] as const)('by %s says so, and the certificate names it', async (way) => {
    const world = openWorld(way)
    await store(world, WORLD)
    const before = verifyProof(bytes(await prove(world, ABOUT)), [key.pem])
    const certificate = bytes(await erased(world))
    for (let number = 1; number <= 7; number++) {
      if (uuid(number) === OTHER) continue
      const found = verifyRewritten(bytes(await prove(world, uuid(number))), [key.pem], certificate)
      expect(found).toMatchObject({ id: uuid(number), case: world.work.caseId, isCertified: true })
      const isGone = way === 'remove' && [uuid(1), uuid(6)].includes(uuid(number))
      expect([number, found.text === undefined]).toEqual([number, isGone])
      if (found.text !== undefined) expect(found.text).toContain(world.pseudonym)
    }
    const { sequence, leaf } = verifyRewritten(bytes(await prove(world, ABOUT)), [key.pem])
    expect(sequence).toBe(before.sequence)
    expect(leaf).toMatch(/^[0-9a-f]{64}$/)
    expect(verifyProof(bytes(await prove(world, OTHER)), [key.pem])).toMatchObject({ tenant: world.tenant })
  })

  it('is refused with any octet of it or of the certificate altered', async () => {
    const world = openWorld('pseudonym')
    await store(world, WORLD)
    const [certificate, proof] = [bytes(await erased(world)), bytes(await prove(world, NAMING))]
    const accepted: string[] = []
    for (const [whole, judge] of [
      [proof, (wrong: Uint8Array) => verifyRewritten(wrong, [key.pem], certificate)],
      [certificate, (wrong: Uint8Array) => verifyRewritten(proof, [key.pem], wrong)],
    ] as const)
      for (let at = 0; at < whole.length; at += 3) {
        const wrong = Uint8Array.from(whole)
        wrong[at] = (wrong[at] ?? 0) ^ (1 + (at % 7))
        try {
          judge(wrong)
          accepted.push(`${at} ${new TextDecoder().decode(wrong)}`)
        } catch {
          // As it should be.
        }
      }
    expect(accepted).toEqual([])
    expect(verifyRewritten(proof, [key.pem], certificate)).toMatchObject({ isCertified: true })
  })

  it('names the case that changed it last, and no other certificate fits', async () => {
    const world = openWorld('pseudonym')
    await store(world, WORLD)
    const first = bytes(await erased(world))
    const bob = createPerson({ agents: [{ mbox: 'mailto:bob@example.org' }] }, 'nobody')
    const work = {
      ...world.work,
      caseId: `${world.work.caseId}-bob`,
      person: bob,
      decide: createErasure(bob, 'remove'),
    }
    const later: World = { ...world, way: 'remove', work }
    // Until its certificate is there, nobody can say what became of the record.
    const progress = await erase(later)
    await expect(prove(world, NAMING)).rejects.toThrow(/has not ended/)
    const second = bytes(JSON.stringify(await certify(later, progress)))
    const [naming, about] = [bytes(await prove(world, NAMING)), bytes(await prove(world, ABOUT))]
    expect(verifyRewritten(naming, [key.pem], second)).not.toHaveProperty('text')
    expect(verifyRewritten(about, [key.pem], first).text).toContain(world.pseudonym)
    expect(() => verifyRewritten(naming, [key.pem], first)).toThrow(/another one than the proof names/)
    expect(() => verifyRewritten(about, [key.pem], second)).toThrow(/another one than the proof names/)
  })

  it('is read by verify.mjs, which says what was checked', async () => {
    const world = openWorld('remove')
    await store(world, [[names('actor'), names('actor', false)]])
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    }
    const certificate = await file('certificate.json', await erased(world))
    const proof = await file('proof.json', await prove(world, ABOUT))
    const other = await file('other.json', await prove(world, OTHER))
    const pem = await file('key.pem', key.pem)
    const alone = await verifier('proof', proof, '--key', pem)
    expect(alone).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/give its certificate along.*\(not checked\)/s),
    })
    const both = await verifier('proof', proof, certificate, '--key', pem)
    expect(both).toMatchObject({ code: 0, stdout: expect.stringMatching(/^TRUE.*removed it: its certificate, signed/) })
    expect(both.stdout).toContain(ABOUT)
    expect(await verifier('proof', other, certificate, '--key', pem)).toMatchObject({ code: 1 })
    expect(await verifier('proof', proof, other, '--key', pem)).toMatchObject({ code: 1 })
  })
})
