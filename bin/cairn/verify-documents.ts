/** Compares each document with the newest write that the trail knows of it. */

import { createSecretKey, type KeyObject } from 'node:crypto'
import { beginKey, firstHourOf } from '../../lambdas/audit/audit-item.ts'
import { addToHistory, type DocumentHistory, documentName, sealOf } from '../../lambdas/audit/document-writes.ts'
import { fromLine } from '../../lambdas/audit/entry.ts'
import { forEachConcurrently } from '../../lambdas/database/concurrency.ts'
import type { Item } from '../../lambdas/database/tables.ts'
import { isContextRow } from '../../lambdas/documents/context-row.ts'
import { type DocumentItem, fromDocumentItem } from '../../lambdas/documents/document-item.ts'
import { createAuditRecords } from '../../lambdas/evidence/audit-records.ts'
import { hourAt, hoursFrom } from '../../lambdas/evidence/hours.ts'
import type { Finding } from '../../lambdas/evidence/verification/findings.ts'
import { tenantId, tenantOfKey } from '../../lambdas/tenancy/tenant-id.ts'
import { fromTenantItem, tenantKey } from '../../lambdas/tenancy/tenant-item.ts'
import { etagOf } from '../../lambdas/xapi/document.ts'
import type { Deployment } from './deployment.ts'

export const DOCUMENTS = 'documents'

/** `older`: documents that were written before the trail told of writes. `younger`: whose entries may still be on their way. */
export type DocumentsReport = { documents: number; older: number; younger: number; findings: Finding[] }

/** A tenant's history, and since when there is one; documents that were seen go from it. */
type Ledger = { key: KeyObject; history: DocumentHistory; since: number }
type Parts = Pick<Deployment, 'tables' | 'scanner' | 'objects'>

/** @param through what was written later (ms) is not compared */
export async function verifyDocuments(
  parts: Parts,
  tenants: readonly string[],
  through: number,
): Promise<DocumentsReport> {
  const ledgers = new Map<string, Ledger>()
  for (const tenant of tenants) ledgers.set(tenant, await readLedger(parts, tenant, through))
  const report: DocumentsReport = { documents: 0, older: 0, younger: 0, findings: [] }
  const [only] = tenants.length === 1 ? tenants : []
  const filter = only === undefined ? {} : { prefix: `${only}|` }
  for await (const { items } of parts.scanner.scan('documents', filter))
    await forEachConcurrently(items, async (item) => {
      const tenant = tenantOfKey(item.pk)
      const ledger = isContextRow(tenant, item) ? undefined : ledgers.get(tenant)
      if (ledger !== undefined) await compare(parts, ledger, { item, report, through })
    })
  for (const [tenant, { history }] of ledgers)
    for (const { write, at } of history.values())
      if (write !== null && at <= through) report.findings.push(toFinding('document missing', tenant, { at, write }))
  return report
}

/** A write is told when it is done; a document has the time at which it began. */
const LONGEST_REQUEST_MS = 30_000

async function readLedger({ tables }: Parts, tenant: string, through: number): Promise<Ledger> {
  const id = tenantId(tenant)
  const [own, begin] = [await tables.get('control', tenantKey(id), true), await tables.get('audit', beginKey(id), true)]
  const key = createSecretKey(own ? fromTenantItem(own).moreKey : new Uint8Array(32))
  const history: DocumentHistory = new Map()
  let since = Number.POSITIVE_INFINITY
  if (begin === undefined) return { key, history, since }
  const trail = createAuditRecords(tables)
  // Entries are stored after what they tell, some of them hours later.
  for (const hour of hoursFrom(firstHourOf(begin), hourAt(Math.max(through, Date.now()))))
    for await (const records of trail.recordsOf(tenant, hour))
      for (const { text } of records) {
        if (!text.includes('"documents":[')) continue
        const entry = fromLine(text)
        since = Math.min(since, entry.at - LONGEST_REQUEST_MS)
        addToHistory(history, entry)
      }
  return { key, history, since }
}

type Compared = { item: Item; report: DocumentsReport; through: number }

async function compare({ objects }: Parts, { key, history, since }: Ledger, { item, report, through }: Compared) {
  const document = fromDocumentItem(item)
  const { writeId: write, updated } = document
  const name = documentName(key, item)
  const last = history.get(name)
  history.delete(name)
  const add = (problem: Finding['problem']) =>
    report.findings.push(toFinding(problem, tenantOfKey(item.pk), { at: updated, write }))
  report.documents++
  if (updated > through) report.younger++
  else if (last === undefined && updated < since) report.older++
  else if (last === undefined || last.write === null) add('document added')
  else if (last.write !== write || last.seal !== (await sealNow(objects, key, { item, document })))
    add('document changed')
}

/** Of the octets that are there now. */
async function sealNow(
  objects: Parts['objects'],
  key: KeyObject,
  { item, document }: { item: Item; document: DocumentItem },
): Promise<string | undefined> {
  const { writeId: write, contentType, updated, contentKey } = document
  const bytes = document.bytes ?? (contentKey === undefined ? undefined : await objects.get(contentKey))
  return bytes && sealOf(key, item, { write, contentType, etag: etagOf(bytes), updated })
}

const toFinding = (
  problem: Finding['problem'],
  tenant: string,
  { at, write }: { at: number; write: string },
): Finding => ({
  problem,
  hour: hourAt(at),
  tenant,
  source: DOCUMENTS,
  id: write,
})
