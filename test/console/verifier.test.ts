/** The browser's verifier and bin/verify.mjs are of one mind: on files as they were made, and however they are altered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
// biome-ignore lint/correctness/useImportExtensions: it is a module of plain JavaScript, whose types stand beside it
import * as program from '../../bin/verify.mjs'
import { filesOf, foundIn } from '../../console/rooms/audit/proof-files.ts'
import { importKey, isSigned } from '../../console/rooms/audit/signatures.ts'
import { Wrong } from '../../console/rooms/audit/spelling.ts'
import { judgeFiles, keysIn } from '../../console/rooms/audit/verdicts.ts'
import { verifyCertificate, verifyHeads, verifyProof, verifyRewritten } from '../../console/rooms/audit/verifier.ts'
import { makeHeadFile, makeProof } from '../../lambdas/evidence/proof.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { stillClock } from '../support/clocks.ts'
import { newTenant } from '../support/engines.ts'
import { useErasures } from '../support/erasures.ts'
import { HOUR, hourText, newKey, recordsIn, runAt, START } from '../support/evidence.ts'
import { checkGiven } from '../support/given-proof.ts'
import { statement, uuid } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const HOURS = 5
const RUNS = process.env.DEEP === undefined ? 150 : 5_000

const { engine, buckets, key, openWorld, store: storeWorld, erase, certify, prove } = useErasures()
const [tenant, other] = [newTenant(), newTenant()]
const proofs: string[] = []
const heads: [older: string, newer: string][] = []
/** Of records that cases removed or rewrote, each with the certificate of its case. */
const rewritten: [proof: string, certificate: string][] = []

beforeAll(async () => {
  const source = createStatementRecords({
    tables: engine.tables,
    batches: createBatches(engine.tables, buckets.objects),
  })
  for (let hour = 0; hour < HOURS; hour++) {
    const store = openStore(engine, buckets, { clock: stillClock(START + hour * HOUR + 60_000) })
    const texts = Array.from({ length: hour + 1 }, (_, n) =>
      statement({ result: { response: `Ünïcode 🎓 "${n}" \\` } }),
    )
    if (hour !== HOURS - 1) await send(store, tenant, texts)
    await send(store, other, [statement({})])
  }
  const parts = { vault: buckets.vault, besides: buckets.besides, now: () => START + HOURS * HOUR }
  await runAt(HOURS, { ...parts, sources: [source], tenants: [tenant, other], signer: key })
  const ledger = { source: 'statements', tenant }
  for (const record of await recordsIn(source, tenant, HOURS))
    proofs.push(await makeProof(parts, ledger, { ...record, id: source.idOf(record.text), cases: [] }))
  for (let old = 0; old < HOURS; old++)
    for (let now = old; now < HOURS; now++)
      heads.push([
        await makeHeadFile(parts, { hour: hourText(old), since: undefined }),
        await makeHeadFile(parts, { hour: hourText(now), since: now === old ? undefined : hourText(old) }),
      ])
  for (const way of ['remove', 'pseudonym'] as const) {
    const world = openWorld(way)
    const names = (place: string) => ({ kind: 'names', place, way: 0, isPerson: true }) as const
    await storeWorld(world, [[names('actor')], [names('instructor'), names('response')]])
    const certificate = JSON.stringify(await certify(world, await erase(world)))
    for (const number of [1, 2, 3]) rewritten.push([await prove(world, uuid(number)), certificate])
  }
}, 120_000)

const bytes = (text: string) => new TextEncoder().encode(text)

/** What a verifier says: what it found, or the sentence against it. */
async function verdict(check: () => unknown): Promise<unknown> {
  try {
    return { found: await check() }
  } catch (error) {
    // Sentences of JavaScript itself are of one kind.
    const isOwn = error instanceof Wrong || error instanceof program.Wrong
    return {
      wrong:
        isOwn && !/undefined|null|JSON at|valid JSON|JSON input/.test(error.message) ? error.message : 'not understood',
    }
  }
}

/** Another value at any place of the file, written as Cairn writes it: only what it says is another. */
function twisted(text: string, [at, how]: [number, number]): string {
  const places: { of: { [name: string]: unknown }; name: string }[] = []
  const value: unknown = JSON.parse(text, function (this: { [name: string]: unknown }, name, one: unknown) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) places.push({ of: this, name })
    return one
  })
  const place = places.filter(({ name }) => name !== '')[at % (places.length - 1)]
  if (place) place.of[place.name] = changed(place.of[place.name], how)
  return `${JSON.stringify(value, null, 2)}\n`
}

function changed(value: unknown, how: number): unknown {
  if (typeof value === 'number') return value + ([1, -1, 0.5][how % 3] ?? 1)
  if (Array.isArray(value)) return how % 2 === 0 ? value.slice(1) : [...value, value[0] ?? '0'.repeat(64)]
  if (typeof value !== 'string' || value === '') return 'x'
  const place = how % value.length
  return `${value.slice(0, place)}${value[place] === '1' ? '2' : '1'}${value.slice(place + 1)}`
}

/** One octet is another, is missing, or is one too many. */
function altered(text: string, [at, how]: [number, number]): Uint8Array<ArrayBuffer> {
  const all = [...bytes(text)]
  all.splice(at % all.length, how % 2, ...(how % 3 === 0 ? [] : [how % 256]))
  return Uint8Array.from(all)
}

const places = fc.tuple(fc.nat(100_000), fc.nat(100_000))

describe('the verifier of the browser', () => {
  it('finds of each proof what verify.mjs finds', async () => {
    expect(proofs.length).toBeGreaterThan(5)
    for (const proof of proofs)
      expect(await verifyProof(bytes(proof), [key.pem])).toEqual(program.verifyProof(bytes(proof), [key.pem]))
  })

  it('finds of each two heads what verify.mjs finds', async () => {
    for (const [older, newer] of heads)
      expect(await verifyHeads(bytes(older), bytes(newer), [key.pem])).toEqual(
        program.verifyHeads(bytes(older), bytes(newer), [key.pem]),
      )
  })

  it('refuses a proof with any octet altered, and says of any other value in it what verify.mjs says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), places, fc.boolean(), async (which, place, isOctet) => {
        const proof = proofs[which % proofs.length] ?? ''
        const wrong = isOctet ? altered(proof, place) : bytes(twisted(proof, place))
        const own = await verdict(() => verifyProof(wrong, [key.pem]))
        expect(own).toEqual(await verdict(() => program.verifyProof(wrong, [key.pem])))
        if (!Buffer.from(wrong).equals(Buffer.from(proof))) expect(own).toHaveProperty('wrong')
      }),
      { numRuns: RUNS },
    )
  }, 120_000)

  it('finds of each proof of a changed record what verify.mjs finds, with its certificate and without', async () => {
    for (const [proof, certificate] of rewritten)
      for (const beside of [undefined, bytes(certificate)]) {
        const own = await verifyRewritten(bytes(proof), [key.pem], beside)
        expect(own).toEqual(program.verifyRewritten(bytes(proof), [key.pem], beside))
        expect(own.isCertified).toBe(beside !== undefined)
      }
    const files = rewritten.slice(0, 1).flatMap(([proof, certificate], at) => [
      { name: `${at}.json`, bytes: bytes(proof) },
      { name: 'certificate.json', bytes: bytes(certificate) },
    ])
    expect(await judgeFiles(files, [key.pem])).toMatchObject([
      { kind: 'rewritten', files: ['0.json', 'certificate.json'], rewritten: { isCertified: true, id: uuid(1) } },
      { kind: 'certificate' },
    ])
  })

  it('gives away what verify.mjs alone finds the same in, of a changed record with its certificate', async () => {
    const verifier = readFileSync(join(import.meta.dirname, '../../bin/verify.mjs'))
    for (const [proof, certificate] of [rewritten[0] ?? ['', ''], rewritten.at(-1) ?? ['', '']]) {
      const files = [proof, certificate].map((text, at) => ({ name: `${at}.json`, bytes: bytes(text) }))
      const found = foundIn((await judgeFiles(files, [key.pem]))[0])
      if (found === undefined) throw new Error('the proof is not true')
      const evidence = { proof, pems: [key.pem, newKey().pem], certificate }
      for (const language of ['en', 'de'] as const) {
        const given = {
          ...filesOf({
            evidence,
            found,
            said: 'Somebody did it',
            who: undefined,
            happened: undefined,
            isVoided: false,
            language,
          }),
          'verify.mjs': verifier,
        }
        expect(checkGiven(given)).toMatchObject({
          status: 0,
          stdout: expect.stringMatching(/^TRUE.*, signed, names it/s),
        })
        const other = { ...given, 'certificate.json': certificate.replace('"ended\\":\\"2', '"ended\\":\\"3') }
        expect(checkGiven(other)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^FALSE/) })
      }
    }
  })

  it('says of a changed record with any other value in its proof, or in its certificate, what verify.mjs says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), places, fc.constantFrom(0, 1), async (which, place, part) => {
        const files = [...(rewritten[which % rewritten.length] ?? ['', ''])]
        const whole = files[part] ?? ''
        files[part] = twisted(whole, place)
        const [proof = '', certificate = ''] = files
        const own = await verdict(() => verifyRewritten(bytes(proof), [key.pem], bytes(certificate)))
        expect(own).toEqual(await verdict(() => program.verifyRewritten(bytes(proof), [key.pem], bytes(certificate))))
        if (files[part] !== whole) expect(own).toHaveProperty('wrong')
      }),
      { numRuns: RUNS },
    )
  }, 120_000)

  it('says of altered heads, and of heads in any order, what verify.mjs says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        places,
        fc.constantFrom('none', 'old', 'new'),
        async (one, two, place, which) => {
          const older = heads[one % heads.length]?.[0] ?? ''
          const newer = heads[(which === 'none' ? two : one) % heads.length]?.[1] ?? ''
          const files = [
            which === 'old' ? twisted(older, place) : older,
            which === 'new' ? twisted(newer, place) : newer,
          ]
          const [first = '', second = ''] = files
          const own = await verdict(() => verifyHeads(bytes(first), bytes(second), [key.pem]))
          expect(own).toEqual(await verdict(() => program.verifyHeads(bytes(first), bytes(second), [key.pem])))
        },
      ),
      { numRuns: RUNS },
    )
  }, 120_000)

  it('takes one of several keys, and no other one', async () => {
    const proof = bytes(proofs[0] ?? '')
    const { id } = await importKey(key.pem)
    expect(keysIn([proofs[0] ?? '', ...(rewritten[0] ?? []), 'no file'])).toEqual([id])
    await expect(verifyProof(proof, [newKey().pem])).rejects.toThrow(/signed with another key/)
    expect(await verifyProof(proof, [newKey().pem, key.pem])).toMatchObject({ tenant })
    await expect(importKey('nothing')).rejects.toThrow(/no public key/)
  })

  it('reads every signature that Node makes, and none that is written otherwise', async () => {
    const own = await importKey(key.pem)
    for (let n = 0; n < 300; n++) {
      const text = `text ${n}`
      const signature = Buffer.from(await key.sign(Buffer.from(text)))
      expect(await isSigned(own, text, signature.toString('base64'))).toBe(true)
      expect(await isSigned(own, `${text}.`, signature.toString('base64'))).toBe(false)
      expect(await isSigned(own, text, Buffer.concat([signature, Buffer.of(0)]).toString('base64'))).toBe(false)
    }
  }, 60_000)

  it('checks the certificate of a case', async () => {
    const text = '{"cairn":"case-1"}'
    const signature = Buffer.from(await key.sign(Buffer.from(text))).toString('base64')
    await expect(verifyCertificate(text, signature, [newKey().pem, key.pem])).resolves.toBeUndefined()
    await expect(verifyCertificate(`${text} `, signature, [key.pem])).rejects.toThrow(/certificate is wrong/)
  })
})
