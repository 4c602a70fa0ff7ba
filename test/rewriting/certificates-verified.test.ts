/** What `cairn verify` says of the certificates of cases, when somebody with power over the buckets has changed something. */
import { createPublicKey, verify } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { withoutOpenings } from '../../lambdas/evidence/openings.ts'
import type { Finding } from '../../lambdas/evidence/verification/findings.ts'
import type { IsSigned } from '../../lambdas/evidence/verification/heads.ts'
import { verifyCases } from '../../lambdas/evidence/verification/verify-cases.ts'
import type { PlannedRequest } from '../support/erasure-worlds.ts'
import { useErasures, type World } from '../support/erasures.ts'
import { hourText } from '../support/evidence.ts'
import { uuid } from '../support/statements.ts'

const { openWorld, store, erase, certify, prove, evidenceFindings, vaultOf, buckets, key } = useErasures()

const names = (place: string, isPerson = true) => ({ kind: 'names', place, way: 0, isPerson }) as const
const WORLD: PlannedRequest[] = [
  [names('actor'), names('actor', false), names('instructor')],
  [names('response')],
  [names('definition'), names('object')],
]

let world: World
beforeAll(async () => {
  world = openWorld('remove')
  await store(world, WORLD)
  await certify(world, await erase(world))
}, 60_000)

const isSigned: IsSigned = async ({ text, signature }) =>
  verify('sha256', Buffer.from(text), createPublicKey(key.pem), signature)

async function problems(isUnderWay = false): Promise<Partial<Finding>[]> {
  const parts = { vault: vaultOf(world), besides: buckets.besides, isSigned, isUnderWay: async () => isUnderWay }
  const ledger = { source: 'statements', tenant: world.tenant }
  return (await verifyCases(parts, ledger)).map(({ problem, hour, id }) => ({ problem, hour, ...(id && { id }) }))
}

async function keyOf(prefix: string): Promise<string> {
  for await (const one of vaultOf(world).list(prefix)) return one
  throw new Error(`Nothing is below ${prefix}.`)
}

/** An object of the vault with other bytes, or none, as long as it is looked at. */
async function tampered<Said>(
  prefix: string,
  change: (bytes: Buffer) => Buffer | undefined,
  look: () => Promise<Said>,
) {
  const name = await keyOf(prefix)
  const whole = Buffer.from((await vaultOf(world).get(name)) ?? [])
  const other = change(Buffer.from(whole))
  const path = `${world.folder}/${name}`
  await (other === undefined ? buckets.remove('evidence', path) : buckets.replace('evidence', path, other))
  try {
    return await look()
  } finally {
    await buckets.replace('evidence', path, whole)
  }
}

const flipped = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes
}

describe('cairn verify, of the certificate of a case', () => {
  it('says nothing where all is as it was signed', async () => {
    expect(await problems()).toEqual([])
    expect(await evidenceFindings(world)).toEqual([])
  })

  it('names the record whose new leaf is not the one that was signed', async () => {
    const said = await tampered(`rewritten/statements/${world.tenant}/${hourText(0)}/`, flipped(5), problems)
    expect(said).toEqual([{ problem: 'rewritten leaves altered', hour: hourText(0), id: uuid(3) }])
  })

  it('names the case whose new leaves are gone', async () => {
    const said = await tampered(`rewritten/statements/${world.tenant}/${hourText(0)}/`, () => undefined, problems)
    expect(said).toMatchObject([{ problem: 'rewritten leaves altered', id: world.work.caseId }])
  })

  it('names the hour whose changes are others, and the case that lacks an hour of them', async () => {
    const ofCase = `changed/statements/${world.tenant}/${world.work.caseId}/`
    const altered = await tampered(`${ofCase}${hourText(1)}`, flipped(20), problems)
    expect(altered).toContainEqual({ problem: 'changes altered', hour: hourText(1), id: world.work.caseId })
    const cut = await tampered(`${ofCase}${hourText(1)}`, (bytes) => bytes.subarray(1), problems)
    expect(cut).toContainEqual({ problem: 'changes altered', hour: hourText(1), id: world.work.caseId })
    const gone = await tampered(
      `${ofCase}${hourText(2)}`,
      () => undefined,
      async () => [...(await problems()), ...(await evidenceFindings(world))],
    )
    expect(gone).toContainEqual(expect.objectContaining({ problem: 'changes altered', id: world.work.caseId }))
    expect(gone).toContainEqual(expect.objectContaining({ problem: 'erased by no case', hour: hourText(2) }))
  })

  it('names a certificate that was altered, or is missing', async () => {
    const own = `certificates/${world.tenant}/`
    const [{ caseId }, said] = [
      world.work,
      (text: string) => (bytes: Buffer) => Buffer.from(`${bytes}`.replace(text, '7')),
    ]
    expect(await tampered(own, said('1'), problems)).toEqual([{ problem: 'certificate altered', hour: '', id: caseId }])
    expect(await tampered(own, () => Buffer.from('{}'), problems)).toMatchObject([{ problem: 'certificate altered' }])
    expect(await tampered(own, () => undefined, problems)).toEqual([
      { problem: 'certificate missing', hour: hourText(0), id: caseId },
    ])
    expect(
      await tampered(
        own,
        () => undefined,
        () => problems(true),
      ),
    ).toEqual([])
  })

  it('names a record that was erased past all cases', async () => {
    const { record } = JSON.parse(await prove(world, uuid(2)))
    const opening = `${world.tenant}/evidence/statements/${hourText(0)}`
    for await (const name of buckets.besides.list(opening)) {
      const bytes = (await buckets.besides.get(name)) ?? new Uint8Array()
      const without = withoutOpenings(bytes, [record.sequence])
      if (without !== undefined) await buckets.replace('content', name, without)
    }
    expect(await evidenceFindings(world)).toMatchObject([
      { problem: 'not erased', id: uuid(2) },
      { problem: 'erased by no case', sequence: record.sequence },
    ])
  })
})
