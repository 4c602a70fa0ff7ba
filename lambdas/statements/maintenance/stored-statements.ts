import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { addIfiKeys } from '../../xapi/agent.ts'
import { features } from '../../xapi/features.ts'
import type { Features, Statement } from '../../xapi/statement.ts'
import { type Batch, type Batches, createStatementReader } from '../batch/batches.ts'
import { decodeBlock } from '../batch/blocks.ts'
import type { BatchId } from '../batch/sequence.ts'
import { claimKey } from '../index/claim-item.ts'
import { type Term, termsOf } from '../index/terms.ts'

export type IndexedStatement = { id: string; position: number; text: string; features: Features; terms: Term[] }

/** The statements of a batch. One that was stored before has left a position without a text. */
export async function statementsIn(batch: Batch): Promise<IndexedStatement[]> {
  const stored: IndexedStatement[] = []
  for (const [index, start] of batch.starts.entries()) {
    const texts = decodeBlock(await batch.block(index))
    for (const [offset, text] of texts.entries()) if (text !== '') stored.push(toIndexedStatement(text, start + offset))
  }
  return stored
}

export function toIndexedStatement(text: string, position: number): IndexedStatement {
  const statement = JSON.parse(text) as Statement
  const authority: string[] = []
  addIfiKeys(authority, statement.authority)
  const found = features(statement, authority)
  return { id: (statement.id ?? '').toLowerCase(), position, text, features: found, terms: termsOf(found) }
}

export const nameOfTerm = ({ feature, value }: Term) => `${feature}${value}`

const REMEMBERED = 20_000

/** Finds statements by their claims, and remembers the last ones. */
export function createFinder({ tables, batches }: { tables: Tables; batches: Batches }) {
  const known = new Map<string, Promise<IndexedStatement | undefined>>()

  async function read(tenant: TenantId, id: string): Promise<IndexedStatement | undefined> {
    const claim = await tables.get('index', claimKey(tenant, id), true)
    if (claim?.b === undefined) return undefined
    const [batch] = await batches.load(tenant, [claim.b as BatchId], true)
    const text = batch && (await createStatementReader()(batch, claim.p as number))
    const stored = text === undefined ? undefined : toIndexedStatement(text, claim.p as number)
    return stored?.id === id ? stored : undefined
  }

  function find(tenant: TenantId, id: string) {
    const name = `${tenant}|${id}`
    const found = known.get(name) ?? read(tenant, id)
    if (known.size >= REMEMBERED) known.clear()
    known.set(name, found)
    return found
  }

  /** A statement's own marks and those of all that it refers to, one by the other, each once (Communication 2.1.3). */
  async function impliedMarks(tenant: TenantId, statement: IndexedStatement): Promise<Term[]> {
    if (statement.features.target === undefined) return statement.terms
    const marks = new Map<string, Term>()
    const passed = new Set<string>()
    for (let next: IndexedStatement | undefined = statement; next !== undefined && !passed.has(next.id); ) {
      passed.add(next.id)
      for (const mark of next.terms) marks.set(nameOfTerm(mark), mark)
      const { target }: Features = next.features
      next = target === undefined ? undefined : await find(tenant, target)
    }
    return [...marks.values()]
  }
  return { impliedMarks }
}
