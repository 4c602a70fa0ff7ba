/** Proofs and heads, checked by the verifier that auditors get; and the same with any byte of them altered. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
// biome-ignore lint/correctness/useImportExtensions: it is a module of plain JavaScript, whose types stand beside it
import { rootFromInclusion, rootsFromConsistency, verifyHeads, verifyProof } from '../../bin/verify.mjs'
import { consistencyPath, inclusionPath, leafHash, listedHashes, treeRoot } from '../../lambdas/evidence/merkle.ts'
import { NoProof } from '../../lambdas/evidence/no-proof.ts'
import { makeHeadFile, makeProof } from '../../lambdas/evidence/proof.ts'
import type { StoredRecord } from '../../lambdas/evidence/records.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { stillClock } from '../support/clocks.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { newTenant, useEngine } from '../support/engines.ts'
import { HOUR, hourText, newKey, recordsIn, runAt, START } from '../support/evidence.ts'
import { useEvidenceBuckets } from '../support/s3-emulator.ts'
import { statement } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'

const DEEP = process.env.DEEP !== undefined
const PROOFS = DEEP ? 10_000 : 40
const ALTERED = DEEP ? 10_000 : 800
const HOURS = 6

const engine = useEngine()
const buckets = useEvidenceBuckets()
const folder = temporaryFolder()
const key = newKey()
const tenants = [newTenant(), newTenant(), newTenant()]
const [tenant = '', other = ''] = tenants
const parts = () => ({ vault: buckets.vault, besides: buckets.besides, now: () => START + HOURS * HOUR })
const ledger = { source: 'statements', tenant }
let records: StoredRecord[]

beforeAll(async () => {
  const batches = createBatches(engine.tables, buckets.objects)
  const source = createStatementRecords({ tables: engine.tables, batches })
  for (let hour = 0; hour < HOURS; hour++) {
    const clock = stillClock(START + hour * HOUR + 60_000)
    const store = openStore(engine, buckets, { clock })
    const count = Math.ceil(PROOFS / (HOURS - 1))
    for (const [at, owner] of tenants.entries()) {
      // The last hour is empty for the first tenant, and the one before for the second.
      if (hour === HOURS - 1 - at) continue
      for (let sent = 0; sent < (at === 0 ? count : 2); sent += 100)
        await send(
          store,
          owner,
          Array.from({ length: at === 0 ? Math.min(100, count - sent) : 2 }, (_, n) =>
            statement({ result: { response: `Ünïcode 🎓 "${n}" \\ ${'x'.repeat(n)}` } }),
          ),
        )
    }
  }
  await runAt(HOURS, { ...parts(), sources: [source], tenants, signer: key })
  records = await recordsIn(source, tenant, HOURS)
}, 300_000)

/** Nothing in the vault ever changes: thousands of proofs need not read it each time. */
const read = new Map<string, Promise<Uint8Array | undefined>>()
const remembered = (objects: typeof buckets.vault): typeof buckets.vault => ({
  ...objects,
  get(name) {
    const found = read.get(name) ?? objects.get(name)
    read.set(name, found)
    return found
  },
})

const proofOf = (record: StoredRecord) =>
  makeProof({ ...parts(), vault: remembered(buckets.vault), besides: remembered(buckets.besides) }, ledger, {
    ...{ ...record, id: JSON.parse(record.text).id },
    cases: [],
  })

/** By a generator that always makes the same numbers. */
let seed = 1
const random = (below: number) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

/** One byte is another one, is missing, or is one too many. */
function altered(bytes: Buffer): Buffer {
  const at = random(bytes.length)
  const byte = Buffer.of(((bytes[at] ?? 0) + 1 + random(255)) % 256)
  const rest = [bytes.subarray(at + 1), bytes.subarray(at + 1), bytes.subarray(at)][random(3)] ?? bytes
  return Buffer.concat([bytes.subarray(0, at), random(4) === 0 ? Buffer.of() : byte, rest])
}

describe('a proof', () => {
  // @control proved-offline
  it('of each record is accepted, and of none with any byte altered', async () => {
    expect(records).toHaveLength(Math.ceil(PROOFS / (HOURS - 1)) * (HOURS - 1))
    const refused: string[] = []
    const accepted: string[] = []
    for (let at = 0; at < PROOFS; at++) {
      const record = records[at % records.length] as StoredRecord
      const proof = Buffer.from(await proofOf(record))
      if (verifyProof(proof, [key.pem]).text !== record.text) refused.push(record.sequence)
      for (let n = 0; n < Math.ceil(ALTERED / PROOFS); n++) {
        const wrong = altered(proof)
        if (wrong.equals(proof)) continue
        try {
          verifyProof(wrong, [key.pem])
          accepted.push(wrong.toString())
        } catch {
          // As it should be.
        }
      }
    }
    expect({ refused, accepted }).toEqual({ refused: [], accepted: [] })
  }, 3_600_000)

  it('names nothing of another tenant', async () => {
    const proof = await proofOf(records[0] as StoredRecord)
    expect(proof).toContain(tenant)
    expect(proof).not.toContain(`"${other}"`)
    expect(proof).not.toContain(`\\"${other}\\"`)
  })

  it('leads to the newest head, also of the newest hour', async () => {
    const [first, last] = [records.at(0), records.at(-1)] as [StoredRecord, StoredRecord]
    for (const record of [first, last]) {
      const { head, newest } = verifyProof(Buffer.from(await proofOf(record)), [key.pem])
      expect(newest.hour).toBe(hourText(HOURS - 1))
      expect(head.hour <= newest.hour).toBe(true)
    }
  })

  // @control proved-offline
  it('is refused with another key', async () => {
    const proof = Buffer.from(await proofOf(records[0] as StoredRecord))
    expect(() => verifyProof(proof, [newKey().pem])).toThrow(/signed with another key/)
    expect(verifyProof(proof, [newKey().pem, key.pem])).toMatchObject({ tenant })
  })

  it('is refused for the text of another record, or the same text at another time', async () => {
    const [one, two] = records as [StoredRecord, StoredRecord]
    const proof = JSON.parse(await proofOf(one))
    const withRecord = (record: object) => Buffer.from(`${JSON.stringify({ ...proof, record }, null, 2)}\n`)
    expect(() => verifyProof(withRecord({ ...proof.record, text: two.text }), [key.pem])).toThrow(/not the one/)
    expect(() => verifyProof(withRecord({ ...proof.record, sequence: two.sequence }), [key.pem])).toThrow(/not the one/)
    expect(verifyProof(withRecord(proof.record), [key.pem])).toMatchObject({ text: one.text })
  })

  it('is not there for a record that no digest holds', async () => {
    const [record] = records as [StoredRecord]
    const late = { ...record, sequence: `${record.sequence.slice(0, 24)}ffff` }
    await expect(proofOf(late)).rejects.toThrow(NoProof)
    const young = { ...record, sequence: `${(START + 9 * HOUR).toString(16).padStart(12, '0')}${'0'.repeat(16)}` }
    await expect(proofOf(young)).rejects.toThrow(/not digested yet/)
  })
})

describe('heads', () => {
  const headFile = async (hour: number, since?: number) =>
    Buffer.from(
      await makeHeadFile(parts(), { hour: hourText(hour), since: since === undefined ? undefined : hourText(since) }),
    )

  it('follow each other from any hour to any later one, and with any byte altered they do not', async () => {
    const accepted: string[] = []
    for (let old = 0; old < HOURS; old++) {
      for (let now = old + 1; now < HOURS; now++) {
        const [older, newer] = [await headFile(old), await headFile(now, old)]
        expect(verifyHeads(older, newer, [key.pem])).toMatchObject({ newer: { hour: hourText(now) } })
        for (let n = 0; n < 20; n++) {
          const [wrongOlder, wrongNewer] = n % 2 === 0 ? [altered(older), newer] : [older, altered(newer)]
          if (wrongOlder.equals(older) && wrongNewer.equals(newer)) continue
          try {
            verifyHeads(wrongOlder, wrongNewer, [key.pem])
            accepted.push(`${wrongOlder}${wrongNewer}`)
          } catch {
            // As it should be.
          }
        }
      }
    }
    expect(accepted).toEqual([])
  })

  it('are refused where the newer one does not say how it follows, or is the older one', async () => {
    expect(() => verifyHeads(Buffer.alloc(0), Buffer.alloc(0), [key.pem])).toThrow(/no JSON/)
    const [older, newer] = [await headFile(1), await headFile(3)]
    expect(() => verifyHeads(older, newer, [key.pem])).toThrow(/does not say how it follows/)
    await expect(headFile(1, 3)).rejects.toThrow(NoProof)
    expect(verifyHeads(older, older, [key.pem])).toMatchObject({ newer: { hour: hourText(1) } })
  })
})

describe("the verifier's trees", () => {
  const leavesOf = (size: number) => listedHashes(Array.from({ length: size }, (_, at) => leafHash(`${at}`)))
  const sizes = fc.integer({ min: 1, max: 300 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))

  it('lead from each leaf to the root, and from no other leaf', () => {
    fc.assert(
      fc.property(sizes, fc.nat(299), ([size, at], wrong) => {
        const leaves = leavesOf(size)
        const found = rootFromInclusion(leafHash(`${at}`), at, size, inclusionPath(leaves, at))
        expect(found).toEqual(treeRoot(leaves))
        if (wrong % size === at) return
        let otherRoot: Buffer | undefined
        try {
          otherRoot = rootFromInclusion(leafHash(`${at}`), wrong % size, size, inclusionPath(leaves, at))
        } catch {
          // Another place has a path of another length.
        }
        expect(otherRoot).not.toEqual(treeRoot(leaves))
      }),
    )
  })

  it('follow each other', () => {
    fc.assert(
      fc.property(sizes, ([size, first]) => {
        if (first === 0) return
        const [leaves, before] = [leavesOf(size), leavesOf(first)]
        const roots = rootsFromConsistency(first, size, consistencyPath(leaves, first), treeRoot(before))
        expect(roots).toEqual([treeRoot(before), treeRoot(leaves)])
      }),
    )
  })
})

describe('verify.mjs', () => {
  const run = async (...words: string[]) =>
    promisify(execFile)(process.execPath, ['bin/verify.mjs', ...words]).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }) => ({ code, stdout }),
    )
  const file = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content)
    return path.join(folder, name)
  }

  // @control proved-offline
  it('says of files whether they are true, and ends with 0, 1 or 2', async () => {
    const pem = await file('key.pem', key.pem)
    const text = await proofOf(records[0] as StoredRecord)
    const proof = await file('proof.json', text)
    const wrong = await file('wrong.json', text.replace('cairn', 'Cairn'))
    expect(await run('proof', proof, '--key', pem)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^TRUE/) })
    expect(await run('proof', wrong, '--key', pem)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FALSE/) })
    expect(await run('proof', proof)).toMatchObject({ code: 2, stdout: expect.stringMatching(/^Usage/) })
    expect(await run('proof', '/nowhere', '--key', pem)).toMatchObject({ code: 2 })
    const [first = '', second = '', third = ''] = await Promise.all([
      makeHeadFile(parts(), { hour: hourText(0) }).then((one) => file('0.json', one)),
      makeHeadFile(parts(), { hour: hourText(2), since: hourText(0) }).then((one) => file('2.json', one)),
      makeHeadFile(parts(), { since: hourText(2) }).then((one) => file('5.json', one)),
    ])
    const { code, stdout } = await run('heads', first, second, third, '--key', pem)
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 2 })
    expect(await run('heads', first, third, '--key', pem)).toMatchObject({ code: 1 })
  })
})
