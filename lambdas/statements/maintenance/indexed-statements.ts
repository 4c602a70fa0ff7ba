/** Statements read back from their batches, with everything that `Index` has to say of them. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { addIfiKeys } from '../../xapi/agent.ts'
import { distinct } from '../../xapi/distinct.ts'
import { featuresOf } from '../../xapi/features.ts'
import { type Features, parseStored } from '../../xapi/statement.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { decodeBlock } from '../batch/blocks.ts'
import { readText } from '../batch/statement-reader.ts'
import { readClaim } from '../index/claim-item.ts'
import { nameOfTerm, type Term, termsOf } from '../index/terms.ts'

/** `terms`: its own, without those that it inherits by a reference. */
export type IndexedStatement = { id: string; position: number; text: string; features: Features; terms: Term[] }

/** The statements of a batch. One that was stored before has left a position without a text. */
export async function statementsIn(batch: Batch): Promise<IndexedStatement[]> {
  const statements: IndexedStatement[] = []
  for (const [index, start] of batch.starts.entries()) {
    const texts = decodeBlock(await batch.block(index))
    for (const [offset, text] of texts.entries()) if (text !== '') statements.push(toIndexed(text, start + offset))
  }
  return statements
}

/** The text of a statement of a batch, and its position there. */
export function toIndexed(text: string, position: number): IndexedStatement {
  const statement = parseStored(text)
  const authority = distinct()
  addIfiKeys(authority, statement.authority)
  const found = featuresOf(statement, authority.texts)
  return { id: (statement.id ?? '').toLowerCase(), position, text, features: found, terms: termsOf(found) }
}

const REMEMBERED = 20_000

/** Looks up the terms of statements and of what they refer to. The last statements that were looked up are remembered. */
export type TermFinder = ReturnType<typeof createTermFinder>

export function createTermFinder({ tables, batches }: { tables: Tables; batches: Batches }) {
  const remembered = new Map<string, Promise<IndexedStatement | undefined>>()

  async function read(tenant: TenantId, id: string): Promise<IndexedStatement | undefined> {
    const holder = (await readClaim(tables, tenant, id))?.holder
    if (holder === undefined) return undefined
    const [batch] = await batches.load(tenant, [holder.batchId], true)
    const text = batch && (await readText(batch, holder.position))
    const statement = text === undefined ? undefined : toIndexed(text, holder.position)
    return statement?.id === id ? statement : undefined
  }

  function find(tenant: TenantId, id: string) {
    const name = `${tenant}|${id}`
    const found = remembered.get(name) ?? read(tenant, id)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(name, found)
    return found
  }

  /** A statement's own terms and those of all that it refers to, one by the other, each once (Communication 2.1.3). */
  async function allTermsOf(tenant: TenantId, statement: IndexedStatement): Promise<Term[]> {
    if (statement.features.target === undefined) return statement.terms
    const terms = new Map<string, Term>()
    const passed = new Set<string>()
    for (let next: IndexedStatement | undefined = statement; next !== undefined && !passed.has(next.id); ) {
      passed.add(next.id)
      for (const term of next.terms) terms.set(nameOfTerm(term), term)
      const { target }: Features = next.features
      next = target === undefined ? undefined : await find(tenant, target)
    }
    return [...terms.values()]
  }
  return { allTermsOf }
}
