/**
 * A process in which a function's code runs on the engines of a test, once. It ends as by `kill -9` right after one of its
 * writes, before it knows of it; without a number it ends by itself, and says how many writes there were.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { prepareDueCases } from '../../lambdas/cases/prepare-due.ts'
import { createStoredTexts } from '../../lambdas/cases/stored-texts.ts'
import { createKeyScanner } from '../../lambdas/database/dynamodb-key-scan.ts'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { runDigests } from '../../lambdas/evidence/digest-run.ts'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { createStatementRecords } from '../../lambdas/evidence/statement-records.ts'
import { removeCopies } from '../../lambdas/lake/rewriting/remove-copies.ts'
import { connectS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { runCase } from '../../lambdas/rewriting/run-case.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from './clocks.ts'
import { folderOf } from './evidence.ts'
import type { MortalJob } from './mortal-runs.ts'

const job: MortalJob = JSON.parse(process.argv[2] ?? '{}')
const tenant = tenantId(job.tenant)
const now = () => job.now

let writes = 0
const written = () => {
  if (++writes === job.killedAt) process.kill(process.pid, 'SIGKILL')
}

const WRITES = new Set(['putNew', 'put', 'putIf', 'insert', 'updateIf', 'remove', 'removeIf', 'addIf', 'sign'])

/** Of several objects one goes after the other. */
const mortal = <Port extends object>(port: Port): Port =>
  new Proxy(port, {
    get(target, name) {
      const call = Reflect.get(target, name)
      if (typeof call !== 'function' || !WRITES.has(String(name))) return call
      return async (...asked: unknown[]) => {
        const [first] = asked
        const each = name === 'remove' && Array.isArray(first) ? first.map((one) => [[one]]) : [asked]
        let answer: unknown
        for (const own of each) {
          answer = await call.apply(target, own)
          written()
        }
        return answer
      }
    },
  })

const tables = mortal(createTables(job.tables))
const objects = mortal(createObjects('content'))
const batches = createBatches(tables, objects)
const evidence = {
  vault: mortal(folderOf(createEvidenceObjects('evidence'), job.tenant)),
  besides: mortal(createEvidenceObjects('content')),
}

const RUNS = {
  async digest() {
    const key = createPrivateKey(job.key)
    const signer = mortal({
      publicKey: async () => createPublicKey(key).export({ type: 'spki', format: 'der' }),
      sign: async (message: Uint8Array) => sign('sha256', message, key),
    })
    const sources = [createStatementRecords({ tables, batches })]
    const parts = { ...evidence, signer, sources, tenants: async () => [job.tenant] }
    await runDigests(parts, { now, mayGoOn: () => true, log: { failed: fail, late: fail } })
  },
  async retention() {
    const tell = async (_: unknown, { id }: { id: string }) => {
      appendFileSync(job.trail, `${id}\n`)
      written()
    }
    const storedTexts = createStoredTexts({ tables, batches })
    await prepareDueCases({ tables, storedTexts, tell, now, mayGoOn: () => true, log: () => {} })
  },
  /** The last step of a case. */
  async copies() {
    const versions = mortal(createObjectVersions('lake'))
    const inLake = { lake: connectS3LakeFiles('lake'), versions, now }
    const parts = { ...evidence, tables, objects, batches, now, mayGoOn: () => true, shardsOf: async () => new Map() }
    const { kind } = await runCase(
      {
        ...parts,
        activities: createActivityStore({ tables, clock: stillClock(job.now) }),
        versions: createObjectVersions('content'),
        scanner: createKeyScanner(job.tables),
        tellDocuments: async () => fail('documents'),
        rewriteDay: async () => fail('a day'),
        removeCopies: async (_, rewritten) => removeCopies(inLake, { tenant, rewritten }),
        firstHour: async () => undefined,
        newestHead: async () => undefined,
      },
      { tenant, caseId: job.caseId, decide: () => ({ kind: 'keep' }), person: NOBODY },
      new Date(now()).toISOString(),
    )
    process.stdout.write(`${kind} `)
  },
}

const NOBODY = {
  ...{ keys: [], isAgent: () => false, mayName: () => false },
  ...{ withoutIn: (json: string) => json, withoutInText: (text: string) => text },
}

function fail(what: unknown): never {
  throw new Error(`Nothing was to be done with ${String(what)}.`)
}

await RUNS[job.run]()
process.stdout.write(String(writes))
