/** The cases of a tenant in `Control`. Every change is made on the version that its maker knows: nobody overtakes another. */
import { randomBytes, randomUUID } from 'node:crypto'
import { queryAll, type Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { By, Deed } from './by.ts'
import type { Case, CaseAsk, CaseRun, SignedCertificate } from './case.ts'
import { isEnded } from './case.ts'
import { caseKey, casesOf, fromCaseItem, isStillVersion, openCaseKey, openCasesOf, toCaseItem } from './case-item.ts'
import { NOTHING_COUNTED, type Preview } from './preview.ts'
import type { Page, Place } from './retention-rules.ts'

export type CaseDecision = { to: 'approved' | 'rejected' | 'withdrawn'; at: string; by: By; reason?: string }

/** What changes a case answers the changed one, or undefined where somebody else changed it since it was read. */
export type CaseStore = {
  prepare(tenant: TenantId, asks: CaseAsk, prepared: Deed, id?: string): Promise<Case>
  get(tenant: TenantId, id: string): Promise<Case | undefined>
  /** The newest first. */
  list(tenant: TenantId, place: Place): Promise<Page<Case>>
  count(tenant: TenantId, known: Case, preview: Preview): Promise<Case | undefined>
  /** As if it had never been prepared: of a case that would do nothing. */
  discard(tenant: TenantId, known: Case): Promise<void>
  /** Who may decide is asked before: `approval.ts`. */
  decide(tenant: TenantId, known: Case, decision: CaseDecision): Promise<Case | undefined>
  /** Those that are to be carried out, or are being: the oldest first. */
  approvedOf(tenant: TenantId): Promise<Case[]>
  /** Begins a case that is approved; later, notes how far it is. */
  progress(tenant: TenantId, known: Case, run: CaseRun): Promise<Case | undefined>
  /** Done: who was erased is forgotten here, too. */
  finish(tenant: TenantId, known: Case, end: { at: string; certificate: SignedCertificate }): Promise<Case | undefined>
}

type CaseTables = Pick<Tables, 'get' | 'query' | 'insert' | 'putIf' | 'removeIf' | 'getAll'>

const PAGE = 100

export function createCaseStore(tables: CaseTables): CaseStore {
  const replace = async (tenant: TenantId, known: Case, changes: Partial<Case>): Promise<Case | undefined> => {
    const changed = { ...known, ...changes, version: randomUUID() } as Case
    const { done } = await tables.putIf('control', toCaseItem(tenant, changed), isStillVersion(known.version))
    return done ? changed : undefined
  }
  return {
    async prepare(tenant, asks, prepared, id = newCaseId(prepared.at)) {
      const one: Case = {
        ...asks,
        id,
        state: 'prepared',
        prepared,
        preview: NOTHING_COUNTED,
        version: randomUUID(),
      }
      await tables.insert('control', [toCaseItem(tenant, one)])
      return one
    },
    async get(tenant, id) {
      const item = await tables.get('control', caseKey(tenant, id), true)
      return item && fromCaseItem(item)
    },
    async list(tenant, { limit, after }) {
      const range = { ...casesOf(tenant, limit), ...(after !== undefined && { after }) }
      const { items, last } = await tables.query('control', range)
      return { items: items.map(fromCaseItem), ...(last !== undefined && { after: last }) }
    },
    count: (tenant, known, preview) => replace(tenant, known, { preview }),
    async discard(tenant, known) {
      requireState(known, 'prepared')
      await tables.removeIf('control', caseKey(tenant, known.id), isStillVersion(known.version))
    },
    async decide(tenant, known, { to, ...decided }) {
      requireState(known, 'prepared')
      if (to === 'approved') await tables.insert('control', [openCaseKey(tenant, known.id)])
      return replace(tenant, to === 'approved' ? known : withoutIdentifiers(known), { state: to, decided })
    },
    approvedOf: (tenant) => approvedOf(tables, tenant),
    async progress(tenant, known, run) {
      requireState(known, 'approved', 'running')
      return replace(tenant, known, { state: 'running', run })
    },
    async finish(tenant, known, { at, certificate }) {
      requireState(known, 'running')
      const { progress: _, failure: __, ...run } = known.run ?? { began: at }
      const ended = { state: 'done', run: { ...run, ended: at }, certificate } as const
      const done = await replace(tenant, withoutIdentifiers(known), ended)
      if (done !== undefined) await tables.removeIf('control', openCaseKey(tenant, known.id))
      return done
    },
  }
}

async function approvedOf(tables: CaseTables, tenant: TenantId): Promise<Case[]> {
  const ids: string[] = []
  for await (const { sk } of queryAll(tables, 'control', openCasesOf(tenant, PAGE))) ids.push(sk)
  const keys = ids.map((id) => caseKey(tenant, id))
  const cases = (await tables.getAll('control', keys, true)).map(fromCaseItem)
  const ended = cases.filter(({ state }) => isEnded(state))
  await Promise.all(ended.map(({ id }) => tables.removeIf('control', openCaseKey(tenant, id))))
  return cases.filter(({ state }) => state === 'approved' || state === 'running').sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** `20260215T101500Z-1f2e3d4c` */
export const newCaseId = (at: string) =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${randomBytes(4).toString('hex')}`

function requireState({ id, state }: Case, ...states: Case['state'][]) {
  if (!states.includes(state)) throw new Error(`The case ${id} is ${state}.`)
}

function withoutIdentifiers(known: Case): Case {
  if (known.kind === 'retention') return known
  const { identifiers: _, ...erasure } = known.erasure
  return { ...known, erasure }
}
