import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { addIfiKeys } from '../../xapi/agent.ts'
import { features } from '../../xapi/features.ts'
import type { Features, Statement } from '../../xapi/statement.ts'
import { type Batch, type Batches, createCutter } from '../batch/batches.ts'
import { decodeBlock } from '../batch/blocks.ts'
import type { BatchSq } from '../batch/sequence.ts'
import { claimKey } from '../index/claim-item.ts'
import { type Mark, marksOf } from '../index/terms.ts'

export type Stored = { id: string; position: number; text: string; features: Features; marks: Mark[] }

/** The statements of a batch. One that was stored before has left a position without a text. */
export async function storedIn(batch: Batch): Promise<Stored[]> {
  const stored: Stored[] = []
  for (const [index, start] of batch.starts.entries()) {
    const texts = decodeBlock(await batch.block(index))
    for (const [offset, text] of texts.entries()) if (text !== '') stored.push(storedFrom(text, start + offset))
  }
  return stored
}

export function storedFrom(text: string, position: number): Stored {
  const statement = JSON.parse(text) as Statement
  const authority: string[] = []
  addIfiKeys(authority, statement.authority)
  const found = features(statement, authority)
  return { id: (statement.id ?? '').toLowerCase(), position, text, features: found, marks: marksOf(found) }
}

export const nameOfMark = ({ feature, value }: Mark) => `${feature}${value}`

const REMEMBERED = 20_000

/** Finds statements by their claims, and remembers the last ones. */
export function createFinder({ tables, batches }: { tables: Tables; batches: Batches }) {
  const known = new Map<string, Promise<Stored | undefined>>()

  async function read(tenant: TenantId, id: string): Promise<Stored | undefined> {
    const claim = await tables.get('index', claimKey(tenant, id), true)
    if (claim?.b === undefined) return undefined
    const [batch] = await batches.load(tenant, [claim.b as BatchSq], true)
    const text = batch && (await createCutter()(batch, claim.p as number))
    const stored = text === undefined ? undefined : storedFrom(text, claim.p as number)
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
  async function impliedMarks(tenant: TenantId, statement: Stored): Promise<Mark[]> {
    if (statement.features.target === undefined) return statement.marks
    const marks = new Map<string, Mark>()
    const passed = new Set<string>()
    for (let next: Stored | undefined = statement; next !== undefined && !passed.has(next.id); ) {
      passed.add(next.id)
      for (const mark of next.marks) marks.set(nameOfMark(mark), mark)
      const { target }: Features = next.features
      next = target === undefined ? undefined : await find(tenant, target)
    }
    return [...marks.values()]
  }
  return { impliedMarks }
}
