/** The commands that hand out evidence: the proof of a statement, a head, the public key. */
import { writeFile } from 'node:fs/promises'
import { newestHead } from '../../lambdas/evidence/head-file.ts'
import { isHour } from '../../lambdas/evidence/hours.ts'
import { NoProof } from '../../lambdas/evidence/no-proof.ts'
import { makeHeadFile, makeProof } from '../../lambdas/evidence/proof.ts'
import { findStatementRecord } from '../../lambdas/evidence/statement-record.ts'
import { STATEMENTS } from '../../lambdas/evidence/statement-records.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { type Command, type Outcome, type RightsCommand, textOf, type Values } from './command.ts'
import { evidenceOf, publicKeyOf } from './evidence-connection.ts'
import { Failure, UsageError } from './failure.ts'
import { tenantsOf } from './lake-days.ts'

const CHECKED_BY = 'Whoever has the public key checks it: node bin/verify.mjs'

export const proveStatement: RightsCommand = {
  usage: 'proof STATEMENT-ID [--tenant TENANT] [--out FILE]',
  summary: 'writes a proof that a statement has not changed, for somebody who has the public key alone',
  details: `  --tenant  whose statement; without it all tenants are asked
  --out     the file to write; without it the proof is printed

  A statement has a proof some minutes after the hour in which it was stored. ${CHECKED_BY} proof FILE --key KEY.pem

  Of a statement that a case of erasure or retention removed or rewrote, the proof says that, and by which case. Give the
  case's certificate along (cairn cases certificate), and the verifier checks that it names the statement:
  node bin/verify.mjs proof FILE CERTIFICATE --key KEY.pem`,
  options: { tenant: { type: 'string' }, out: { type: 'string' } },
  takes: [1, 1],
  async run(deployment, { args: [id = ''], values }) {
    const now = () => deployment.clock.now()
    for (const tenant of await tenantsOf(deployment, values)) {
      const batches = createBatches(deployment.tables, deployment.objects)
      const record = await findStatementRecord({ tables: deployment.tables, batches }, tenant, id)
      if (record === undefined) continue
      const made = makeProof({ ...evidenceOf(deployment), now }, { source: STATEMENTS, tenant }, record)
      return writeOut(await made.catch(asFailure), values)
    }
    throw new Failure(`There is no statement ${id}.`)
  },
}

export const showHead: Command = {
  usage: 'heads [--hour HOUR] [--since HOUR] [--out FILE]',
  summary: 'writes the newest signed head of the evidence, or that of an hour',
  details: `  --hour   as 2026-11-21T09, in UTC
  --since  the hour of an older head: shows that nothing was rewritten since
  --out    the file to write; without it the head is printed

  ${CHECKED_BY} heads OLD.json NEW.json --key KEY.pem`,
  options: { hour: { type: 'string' }, since: { type: 'string' }, out: { type: 'string' } },
  takes: [0, 0],
  async run(deployment, { values }) {
    const [hour, since] = [hourOption(values, 'hour'), hourOption(values, 'since')]
    const now = () => deployment.clock.now()
    return writeOut(await makeHeadFile({ ...evidenceOf(deployment), now }, { hour, since }).catch(asFailure), values)
  },
}

export const showKey: Command = {
  usage: 'evidence key [--out FILE]',
  summary: 'writes the public key that heads are signed with, as PEM',
  details: `  --out  the file to write; without it the key is printed

  Give it to auditors by another road than the proofs. KMS has the same: aws kms get-public-key.`,
  options: { out: { type: 'string' } },
  takes: [0, 0],
  async run(deployment, { values }) {
    const evidence = evidenceOf(deployment)
    const head = await newestHead(evidence.vault, deployment.clock.now())
    if (head === undefined) throw new Failure('There is no head yet: the first one comes some minutes after the hour.')
    return writeOut(await publicKeyOf(evidence, head), values)
  },
}

async function writeOut(text: string, values: Values): Promise<Outcome> {
  const out = textOf(values, 'out')
  if (out === undefined) return { text: text.trimEnd(), json: text }
  await writeFile(out, text)
  return { text: `Wrote ${out}.`, json: { out } }
}

function hourOption(values: Values, name: string): string | undefined {
  const text = textOf(values, name)
  if (text !== undefined && !isHour(text)) throw new UsageError(`--${name} ${text} is no hour: 2026-11-21T09 is one.`)
  return text
}

function asFailure(error: unknown): never {
  throw error instanceof NoProof ? new Failure(error.message) : error
}
