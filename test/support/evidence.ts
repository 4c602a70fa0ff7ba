/** Digests as tests make them: a store on real engines, a key, and hours that pass when a test says so. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { type RunOptions, type RunSummary, runDigests } from '../../lambdas/evidence/digest-run.ts'
import type { EvidenceObjects } from '../../lambdas/evidence/evidence-objects.ts'
import type { RecordSource, StoredRecord } from '../../lambdas/evidence/records.ts'
import type { Signer } from '../../lambdas/evidence/signer.ts'

export type TestKey = Signer & { pem: string; used: () => number }

export function newKey(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  let used = 0
  return {
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicKey: async () => publicKey.export({ type: 'spki', format: 'der' }),
    async sign(message) {
      used++
      return sign('sha256', message, privateKey)
    },
    used: () => used,
  }
}

export const HOUR = 3_600_000
/** Some time in the past: all hours of a test are over. */
export const START = Date.parse('2026-03-01T09:00:00Z')
export const hourText = (hours: number) => new Date(START + hours * HOUR).toISOString().slice(0, 13)

export type RunAt = {
  vault: EvidenceObjects
  besides: EvidenceObjects
  sources: RecordSource[]
  tenants: string[]
  signer: Signer
}
export type Told = { failed: string[]; late: string[] }

/** Runs as the function would, so many hours and ten minutes after the start. */
export async function runAt(hours: number, { tenants, ...parts }: RunAt): Promise<RunSummary & { told: Told }> {
  const told: Told = { failed: [], late: [] }
  const log: RunOptions['log'] = {
    failed: ({ tenant }, hour, error) => told.failed.push(`${tenant} ${hour}: ${error}`),
    late: (_, __, sequences) => told.late.push(...sequences),
  }
  const now = () => START + hours * HOUR + 10 * 60_000
  const summary = await runDigests({ ...parts, tenants: async () => tenants }, { now, mayGoOn: () => true, log })
  return { ...summary, told }
}

/** A part of a bucket as if it were one. */
export const folderOf = (objects: EvidenceObjects, folder: string): EvidenceObjects => ({
  putNew: (key, bytes) => objects.putNew(`${folder}/${key}`, bytes),
  get: (key) => objects.get(`${folder}/${key}`),
  async *list(prefix, after) {
    const from = after === undefined ? undefined : `${folder}/${after}`
    for await (const key of objects.list(`${folder}/${prefix}`, from)) yield key.slice(folder.length + 1)
  },
})

/** Every record of a ledger in so many hours. */
export async function recordsIn(source: RecordSource, tenant: string, hours: number): Promise<StoredRecord[]> {
  const all: StoredRecord[] = []
  for (let hour = 0; hour < hours; hour++)
    for await (const records of source.recordsOf(tenant, hourText(hour))) all.push(...records)
  return all
}
