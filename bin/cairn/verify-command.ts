/** The command that recomputes all evidence from what is stored, or from the lake. */

import { isEnded } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { AUDIT, createAuditRecords } from '../../lambdas/evidence/audit-records.ts'
import { firstHead, newestHead } from '../../lambdas/evidence/head-file.ts'
import { type Ledger, NO_TENANT } from '../../lambdas/evidence/records.ts'
import { createStatementRecords, STATEMENTS } from '../../lambdas/evidence/statement-records.ts'
import { type Finding, joinMoved } from '../../lambdas/evidence/verification/findings.ts'
import { verifyHeads } from '../../lambdas/evidence/verification/heads.ts'
import { fromLake } from '../../lambdas/evidence/verification/lake-records.ts'
import type { Hours } from '../../lambdas/evidence/verification/ledger-digests.ts'
import { verifyCases } from '../../lambdas/evidence/verification/verify-cases.ts'
import { fromStore, verifyLedger } from '../../lambdas/evidence/verification/verify-ledger.ts'
import {
  fromVerifyProgressItem,
  toVerifyProgressItem,
  type VerifyProgress,
  verifyProgressKey,
} from '../../lambdas/evidence/verification/verify-progress-item.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, type Outcome, textOf, type Values } from './command.ts'
import type { Deployment } from './deployment.ts'
import { createSignatureCheck, evidenceOf } from './evidence-connection.ts'
import { Failure, UsageError } from './failure.ts'
import { dayOption, lakeFilesOf, TENANT_AND_DAYS, tenantsOf } from './lake-days.ts'
import { DOCUMENTS, verifyDocuments } from './verify-documents.ts'

const number = (value: number) => value.toLocaleString('en-US')

export const verifyEvidence: Command = {
  usage:
    'verify [--source store|lake|trail|documents] [--tenant TENANT] [--from DAY] [--to DAY] [--key KEY.pem] [--resume]',
  summary: 'recomputes the evidence from what is stored, and names what differs',
  details: `  --source  store: the table itself (without it); lake: the files that SQL reads; trail: the trail of audit;
            documents: state and profiles, against the writes that the trail tells of
  --tenant  only this one
  --from    the first day, as 2026-11-21, in UTC; that of the first head without it
  --to      the last day; that of the newest head without it
  --key     a public key that you trust; without it the keys that lie beside the heads
  --resume  goes on where the last run was interrupted

  It checks the signature of each head, the chain and the history of heads, the entries, each tenant's digests, and
  each statement against its leaf; and what the certificates of cases say of the records they changed. Exit code 1 on a difference. docs/evidence.md says what each word means.`,
  options: { ...TENANT_AND_DAYS, source: { type: 'string' }, key: { type: 'string' }, resume: { type: 'boolean' } },
  takes: [0, 0],
  async run(deployment, { values }) {
    if (sourceOf(values) === DOCUMENTS) return documentsOutcome(deployment, values)
    const hours = await hoursOf(deployment, values)
    const begun = await beginning(deployment, values, hours)
    let progress = begun
    const keep = (at: VerifyProgress) => deployment.tables.putIf('control', toVerifyProgressItem(nameOf(values), at))
    const shown = showProgress((seconds) => progressOf(progress, seconds))
    try {
      for await (progress of verifyAll(deployment, values, begun)) await keep(progress)
    } catch (error) {
      throw new Failure('The verification was interrupted; --resume goes on with it.', { cause: error })
    } finally {
      shown.end()
    }
    return outcomeOf(progress)
  },
}

/** In AWS an entry is in the table a minute or two after the write that it tells of. */
const SETTLED_MS = { aws: 600_000, local: 30_000 }

async function documentsOutcome(deployment: Deployment, values: Values): Promise<Outcome> {
  const through = deployment.clock.now() - (deployment.isLocal ? SETTLED_MS.local : SETTLED_MS.aws)
  const report = await verifyDocuments(deployment, await tenantsOf(deployment, values), through)
  const { documents, older, younger, findings } = report
  const lines = [
    ...findings.slice(0, MOST_NAMED).map(lineOf),
    `Verified ${number(documents)} documents: ${number(findings.length)} differences.`,
    ...(older > 0 ? [`${number(older)} were written before the trail told of writes.`] : []),
    ...(younger > 0 ? [`${number(younger)} are too young to be compared.`] : []),
  ]
  return { text: lines.join('\n'), json: report, ...(findings.length > 0 && { code: 1 }) }
}

const sourceOf = (values: Values) => textOf(values, 'source') ?? 'store'
const nameOf = (values: Values) => `${sourceOf(values)}|${textOf(values, 'tenant') ?? ''}`

async function hoursOf(deployment: Deployment, values: Values): Promise<Hours> {
  const { vault } = evidenceOf(deployment)
  const [first, newest] = [await firstHead(vault), await newestHead(vault, deployment.clock.now())]
  if (first === undefined || newest === undefined) throw new Failure('There is no head yet: nothing can be verified.')
  const [fromDay, toDay] = [dayOption(values, 'from'), dayOption(values, 'to')]
  const from = fromDay === undefined || `${fromDay}T00` < first.head.hour ? first.head.hour : `${fromDay}T00`
  const to = toDay === undefined || `${toDay}T23` > newest.head.hour ? newest.head.hour : `${toDay}T23`
  if (from > to) throw new UsageError(`There are heads of ${first.head.hour} to ${newest.head.hour} alone.`)
  return { from, to, isFromStart: from === first.head.hour }
}

export const verificationOf = (hours: Hours): VerifyProgress => ({
  hours,
  isDone: false,
  records: 0,
  heads: 0,
  differences: 0,
  findings: [],
})

async function beginning({ tables }: Deployment, values: Values, hours: Hours): Promise<VerifyProgress> {
  if (values.resume !== true) return verificationOf(hours)
  const item = await tables.get('control', verifyProgressKey(nameOf(values)), true)
  const progress = item && fromVerifyProgressItem(item)
  if (progress === undefined || progress.isDone) throw new Failure('There is no verification to go on with.')
  return progress
}

/** Yields the progress after the heads, and after each day of each tenant. */
export async function* verifyAll(
  deployment: Deployment,
  values: Values,
  begun: VerifyProgress,
): AsyncGenerator<VerifyProgress> {
  const evidence = evidenceOf(deployment)
  let progress = begun
  const { hours } = begun
  if (progress.at === undefined) {
    const isSigned = createSignatureCheck(evidence, textOf(values, 'key'))
    for await (const findings of verifyHeads(evidence.vault, hours, isSigned))
      progress = withFindings({ ...progress, heads: progress.heads + 1 }, findings)
    progress = { ...progress, at: { tenant: '', day: '' } }
    yield progress
  }
  const parts = { ...evidence, ...recordsOf(deployment, values) }
  for (const tenant of await ledgersOf(deployment, values)) {
    const { at } = progress
    if (at !== undefined && tenant < at.tenant) continue
    const after = at?.tenant === tenant ? at.day : undefined
    const ledger = { source: sourceOf(values) === 'trail' ? AUDIT : STATEMENTS, tenant }
    if (after === undefined && sourceOf(values) === 'store')
      progress = withFindings(progress, await findingsOfCases(deployment, values, ledger))
    for await (const { day, records, findings } of verifyLedger(parts, ledger, { hours, after })) {
      progress = withFindings({ ...progress, at: { tenant, day }, records: progress.records + records }, findings)
      yield progress
    }
  }
  yield { ...progress, isDone: true }
}

/** Cases have changed statements, and nothing else that is digested. */
function findingsOfCases(deployment: Deployment, values: Values, ledger: Ledger): Promise<Finding[]> {
  const evidence = evidenceOf(deployment)
  const cases = createCaseStore(deployment.tables)
  const isUnderWay = async (id: string) => {
    const one = await cases.get(tenantId(ledger.tenant), id)
    return one !== undefined && !isEnded(one.state)
  }
  const isSigned = createSignatureCheck(evidence, textOf(values, 'key'))
  return verifyCases({ ...evidence, isSigned, isUnderWay }, ledger)
}

/** The trail has one of the deployment itself. */
async function ledgersOf(deployment: Deployment, values: Values): Promise<string[]> {
  const tenants: string[] = await tenantsOf(deployment, values)
  const isWhole = sourceOf(values) === 'trail' && textOf(values, 'tenant') === undefined
  return [...(isWhole ? [NO_TENANT] : []), ...tenants].toSorted()
}

function recordsOf(deployment: Deployment, values: Values) {
  const { tables, objects } = deployment
  if (sourceOf(values) === 'trail') {
    const trail = createAuditRecords(tables)
    return { idOf: trail.idOf, read: fromStore(trail) }
  }
  const source = createStatementRecords({ tables, batches: createBatches(tables, objects) })
  const name = sourceOf(values)
  if (name !== 'store' && name !== 'lake')
    throw new UsageError(`--source ${name} is none of store, lake, trail, documents.`)
  return { idOf: source.idOf, read: name === 'store' ? fromStore(source) : fromLake(lakeFilesOf(deployment)) }
}

/** More are counted, and not named: whoever has so many begins with the first ones. */
const MOST_NAMED = 500

const withFindings = (progress: VerifyProgress, findings: Finding[]): VerifyProgress => ({
  ...progress,
  differences: progress.differences + findings.length,
  findings: [...progress.findings, ...findings].slice(0, MOST_NAMED),
})

function progressOf({ at, records, heads, differences }: VerifyProgress, seconds: number): string {
  const where = at?.day ? `${at.tenant} ${at.day}` : `${number(heads)} heads`
  const rate = number(Math.round(records / Math.max(seconds, 1)))
  return `Verifying ${where}: ${number(records)} records, ${rate} a second, ${number(differences)} differences`
}

function outcomeOf({ hours, records, heads, differences, findings }: VerifyProgress): Outcome {
  const named = joinMoved(findings)
  const found = differences - (findings.length - named.length)
  const summary = `Verified ${number(heads)} heads of ${hours.from} to ${hours.to} and ${number(records)} statements: ${number(found)} differences.`
  const json = { ...hours, heads, records, differences: found, findings: named }
  return { text: [...named.map(lineOf), summary].join('\n'), json, ...(found > 0 && { code: 1 }) }
}

const lineOf = ({ problem, hour, tenant, id, sequence }: Finding) =>
  [`${problem}:`, hour, tenant, id, sequence && `at ${sequence}`].filter(Boolean).join(' ')
