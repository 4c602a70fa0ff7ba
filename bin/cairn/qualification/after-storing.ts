/** What comes some time after a statement is stored: entries of the trail, a row of the lake, a signed head, a proof. */
import { setTimeout as pause } from 'node:timers/promises'
import { readEntries } from '../../../lambdas/audit/audit-store.ts'
import { newestHead } from '../../../lambdas/evidence/head-file.ts'
import { allRows } from '../../../lambdas/lake/sql.ts'
import { toTenant } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { proveStatement } from '../evidence-command.ts'
import { createSignatureCheck, evidenceOf } from '../evidence-connection.ts'
import { Failure } from '../failure.ts'
import { connectLake } from '../lake-connection.ts'
import type { Stored } from './operation.ts'
import type { Place } from './oq-tenants.ts'
import type { Ask, Found } from './run.ts'

const PAUSE_MS = 2_000
const HOUR_MS = 3_600_000

export type Waiting = { tenant: string; stored: Stored; began: number; waitMs: number }

export async function qualifyWhatFollows(place: Place, waiting: Waiting, ask: Ask): Promise<void> {
  const { deployment, stack } = place
  const { tenant, stored, waitMs } = waiting
  await ask('acts in the trail', tenant, () => within(waitMs, () => actsFound(deployment, waiting)))
  await ask('row in the lake', stored.id, async () => {
    const lake = await connectLake(stack)
    return within(waitMs, async () => {
      const sql = 'SELECT raw FROM statements WHERE tenant = ? AND statement_id = ?'
      const rows = await allRows(await lake.sql.run({ sql, parameters: [tenant, stored.id] }))
      const is = rows.some(([raw]) => raw?.startsWith(stored.text.slice(0, -1)) === true)
      return { found: is ? 'its exact text' : `${rows.length} rows`, is }
    })
  })
  await ask('head signed', '', () => headFound(deployment))
  await ask('statement proved', stored.id, async () => {
    try {
      await proveStatement.run(deployment, { args: [stored.id], values: { tenant } })
      return { found: 'a proof', is: true }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return { found: error.message, is: error.message.startsWith('It is not digested yet') ? 'not yet' : false }
    }
  })
}

/** Asks again until it is there or the time is over. */
async function within(ms: number, look: () => Promise<Found>): Promise<Found> {
  const until = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found.is === true || Date.now() > until) return found
    await pause(PAUSE_MS)
  }
}

const ACTS = ['tenant.created done', 'statements.voided done', 'records.read done', 'attempt.refused refused']

async function actsFound({ tables, names }: Deployment, { tenant, began }: Waiting): Promise<Found> {
  if (!names.AUDIT_TABLE) return { found: 'the table of the trail is not known: set AUDIT_TABLE', is: false }
  const acts = new Set<string>()
  const range = { tenant: toTenant(tenant), from: began - HOUR_MS, to: Date.now() + HOUR_MS }
  for await (const { entry } of readEntries(tables, range)) acts.add(`${entry.act} ${entry.outcome}`)
  return { found: [...acts].toSorted().join(', ') || 'nothing', is: ACTS.every((act) => acts.has(act)) }
}

async function headFound(deployment: Deployment): Promise<Found> {
  const evidence = evidenceOf(deployment)
  const now = deployment.clock.now()
  const head = await newestHead(evidence.vault, now)
  if (head === undefined) return { found: 'there is no head yet', is: 'not yet' }
  const isSigned = await createSignatureCheck(evidence, undefined)(head)
  const isRecent = now - Date.parse(head.head.through) < 3 * HOUR_MS
  return { found: `${head.head.hour}, ${isSigned ? 'signed' : 'wrongly signed'}`, is: isSigned && isRecent }
}
