/** Evidence for people: digests and heads by hour, and the files that are checked without Cairn. */
import type { Clock } from '../../database/clock.ts'
import { readAhead } from '../../database/concurrency.ts'
import type { Tables } from '../../database/tables.ts'
import type { EvidenceObjects } from '../../evidence/evidence-objects.ts'
import { headKey, newestHead, readHead } from '../../evidence/head-file.ts'
import { HOUR_MS, hourAt, isHour, startOfHour } from '../../evidence/hours.ts'
import { digestKey, digestsOf } from '../../evidence/ledger-digest.ts'
import { NoProof } from '../../evidence/no-proof.ts'
import { makeHeadFile, makeProof } from '../../evidence/proof.ts'
import { publicKeyKey } from '../../evidence/signer.ts'
import { findStatementRecord } from '../../evidence/statement-record.ts'
import { STATEMENTS } from '../../evidence/statement-records.ts'
import { fromDigestText, hashOf } from '../../evidence/texts.ts'
import type { Batches } from '../../statements/batch/batches.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import { forTenant, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { json } from './json-body.ts'
import { invalidParameter, notFound, Problem } from './problem.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

/** `vault`: the evidence of all; `besides`: what lies beside the records, of the tenant that is entered. */
export type Evidence = { vault: EvidenceObjects; besides: Pick<EvidenceObjects, 'get' | 'list'> }
export type EvidenceParts = {
  clock: Clock
  evidence: Evidence
  /** With the rights of the tenant that is entered. */
  data: Tables
  batches: Pick<Batches, 'state'>
}

const DAY_HOURS = 24

export const evidenceOperations = (parts: EvidenceParts): Operations => ({
  listDigests: forTenant((call) => listDigests(parts, call)),
  listHeads: forTenant((call) => listHeads(parts, call)),
  getHead: forTenant(async ({ parameters }) => {
    const { vault } = parts.evidence
    const [hour, since] = [hourIf(parameters, 'hour'), hourIf(parameters, 'since')]
    return file(makeHeadFile({ vault, now: parts.clock.now }, { hour, since }))
  }),
  getEvidenceKey: forTenant(async ({ parameters }) => {
    const { vault } = parts.evidence
    const asked = parameters.textIf('key')
    const key = asked ?? (await newestHead(vault, parts.clock.now()))?.head.key
    if (key === undefined) throw new Problem('conflict', 'There is no head yet.')
    const pem = await vault.get(publicKeyKey(key))
    if (pem === undefined) throw notFound('key')
    return json(200, { key, pem: Buffer.from(pem).toString('utf8') })
  }),
  getProof: forTenant(async ({ tenant, parameters }) => {
    const id = tenantId(tenant.id)
    const { data: tables, batches, evidence, clock } = parts
    const record = await findStatementRecord({ tables, batches }, id, parameters.text('id'))
    if (record === undefined) throw notFound('statement')
    return file(makeProof({ ...evidence, now: clock.now }, { source: STATEMENTS, tenant: id }, record))
  }),
})

async function listDigests({ evidence: { vault }, clock }: EvidenceParts, call: TenantCall): Promise<HttpResponse> {
  const { tenant, parameters } = call
  const list = `digests/${parameters.textIf('source') ?? STATEMENTS}`
  const ledger = { source: parameters.textIf('source') ?? STATEMENTS, tenant: tenant.id }
  const hours = await hoursIn({ vault, clock, list }, call, {
    prefix: digestsOf(ledger),
    keyOf: (hour) => digestKey(ledger, hour),
  })
  const newest = (await newestHead(vault, clock.now()))?.head
  const items: object[] = []
  for await (const [, bytes] of readAhead(hours.keys, (key) => vault.get(key))) {
    if (bytes === undefined) continue
    const { hour, count, total, root } = fromDigestText(Buffer.from(bytes).toString('utf8'))
    items.push({ hour, count, total, root, isSigned: newest !== undefined && hour <= newest.hour })
  }
  return json(200, { ...(newest && { through: newest.through }), items, ...hours.next })
}

async function listHeads({ evidence: { vault }, clock }: EvidenceParts, call: TenantCall): Promise<HttpResponse> {
  const hours = await hoursIn({ vault, clock, list: 'heads' }, call, { prefix: 'heads/', keyOf: headKey })
  const items: object[] = []
  for await (const [, head] of readAhead(hours.keys, (key) => readHead(vault, hourOfKey(key)))) {
    if (head === undefined) continue
    const { hour, history, made, key } = head.head
    items.push({ hour, number: history.size, hash: hashOf(head.text), made, key })
  }
  return json(200, { items, ...hours.next })
}

type Listing = { prefix: string; keyOf(hour: string): string }
type Place = { vault: EvidenceObjects; clock: Clock; list: string }

/** The keys of a page, of hours from and to as the call says. */
async function hoursIn({ vault, clock, list }: Place, { tenant, parameters }: TenantCall, { prefix, keyOf }: Listing) {
  const to = hourIf(parameters, 'to') ?? hourAt(clock.now())
  const from = hourIf(parameters, 'from') ?? hourAt(startOfHour(to) - DAY_HOURS * HOUR_MS)
  if (from > to) throw invalidParameter('from', 'must not be after `to`')
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const after = readCursor(tenant, list, parameters.textIf('cursor'))
  const keys: string[] = []
  // Before the key of the first hour stands all that is a part of it.
  for await (const key of vault.list(prefix, after === undefined ? keyOf(from).slice(0, -1) : keyOf(after))) {
    if (key > keyOf(to)) break
    if (keys.length === limit) return { keys, next: { next: toCursor(tenant, list, hourOfKey(keys.at(-1) ?? '')) } }
    keys.push(key)
  }
  return { keys, next: {} }
}

const hourOfKey = (key: string) => key.slice(-'2026-11-21T09.json'.length, -'.json'.length)

function hourIf(parameters: TenantCall['parameters'], name: string): string | undefined {
  const hour = parameters.textIf(name)
  if (hour !== undefined && !isHour(hour)) throw invalidParameter(name, 'must be an hour that exists')
  return hour
}

/** As it is, octet for octet: a file to keep. */
async function file(text: Promise<string>): Promise<HttpResponse> {
  try {
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: await text }
  } catch (error) {
    throw error instanceof NoProof ? new Problem('conflict', error.message) : error
  }
}
