/** Counts what a case would do: step by step, each as long as its caller has time. It says nothing of a person but counts. */
import { storedOf } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Case } from './case.ts'
import { basisOf, createErasureKeeper, createRetentionJudge, type KeepingRules } from './judgement.ts'
import { type Kept, whyOf } from './keeping.ts'
import { textOfDay } from './period.ts'
import { createPerson } from './person.ts'
import { createPersonTest } from './person-test.ts'
import { type Example, type KeptCount, type MonthCount, NOTHING_COUNTED, type Preview } from './preview.ts'
import { factsOf, type RecordFacts } from './record-facts.ts'
import { createOwnershipTest, type StoredDocuments } from './stored-documents.ts'
import type { StoredTexts } from './stored-texts.ts'

const MOST_EXAMPLES = 10
/** A case is one item: further rows are counted as one. */
const MOST_ROWS = 1_000
const OTHER = 'other'
const LONGEST_WHY = 200

/** `isMeant` by the case at all; `kept` all the same; `rule`: that it is past the time of. */
type Verdict = { isMeant: boolean; kept?: Kept | undefined; rule?: string | undefined; later?: number | undefined }
type Judge = (facts: RecordFacts) => Verdict

/** `documents`: for erasures. */
export type CountingParts = { texts: StoredTexts; documents?: StoredDocuments; mayGoOn(): boolean }

/** Rules or holds that have changed since the last step make it begin anew. */
export async function countCase(
  parts: CountingParts,
  tenant: TenantId,
  one: Case,
  keeping: KeepingRules,
): Promise<Preview> {
  const basis = basisOf(keeping)
  let preview = one.preview.basis === basis ? one.preview : { ...NOTHING_COUNTED, basis }
  if (preview.isComplete) return preview
  if (!preview.after?.startsWith(DOCUMENTS)) {
    preview = await countStatements(parts, tenant, { one, preview, keeping })
    if (!preview.isComplete || one.kind !== 'erasure' || parts.documents === undefined) return preview
    preview = { ...preview, isComplete: false, documents: 0, after: DOCUMENTS }
    if (!parts.mayGoOn()) return preview
  }
  return countDocuments(parts, tenant, one, preview)
}

/** Begins the place to go on after, once all statements are counted. */
const DOCUMENTS = 'documents '

async function countDocuments(
  { documents = noDocuments, mayGoOn }: CountingParts,
  tenant: TenantId,
  one: Case,
  before: Preview,
): Promise<Preview> {
  const { agents } = (one.kind === 'erasure' && one.erasure.identifiers) || { agents: [] }
  const isOwn = createOwnershipTest(tenant, createPerson({ agents }, '').keys)
  const { after: from = '', documents: counted = 0, ...preview } = before
  let [count, after]: [number, string | undefined] = [counted, from.slice(DOCUMENTS.length) || undefined]
  for await (const page of documents(tenant, after)) {
    for (const context of page.contexts) if (isOwn(context)) count += context.count
    after = page.after
    if (after !== undefined && !mayGoOn()) break
  }
  const rest = after === undefined ? {} : { after: `${DOCUMENTS}${after}` }
  return { ...preview, documents: count, isComplete: after === undefined, ...rest }
}

async function* noDocuments() {}

type Counting = { one: Case; preview: Preview; keeping: KeepingRules }

async function countStatements(
  { texts, mayGoOn }: CountingParts,
  tenant: TenantId,
  { one, preview: before, keeping }: Counting,
): Promise<Preview> {
  const judge = judgeOf(one, keeping)
  const tally = createTally(before)
  let { after } = before
  for await (const page of texts(tenant, after)) {
    for await (const { text, sequence } of page.texts) {
      const facts = text === undefined ? undefined : factsOf({ text, stored: storedOf(sequence) })
      if (facts === undefined) tally.addUnreadable()
      else tally.add(facts, judge(facts))
    }
    after = page.after
    if (after !== undefined && !mayGoOn()) break
  }
  const { basis } = before
  return { ...tally.counts(), isComplete: after === undefined, basis, ...(after !== undefined && { after }) }
}

function judgeOf(one: Case, { rules, holds }: KeepingRules): Judge {
  if (one.kind === 'retention') {
    const judge = createRetentionJudge({ rules: one.retention.rules, holds, at: Date.parse(one.retention.at) }, rules)
    return (facts) => {
      const { past, kept, later } = judge(facts)
      return { isMeant: past !== undefined, kept, rule: past?.rule.id, later: later && later.lastDay + 1 }
    }
  }
  const names = createPersonTest(one.erasure.identifiers ?? { agents: [] })
  const keeper = createErasureKeeper({ rules, holds, at: Date.parse(one.prepared.at) })
  return (facts) => (names(facts.text) ? { isMeant: true, kept: keeper(facts) } : { isMeant: false })
}

type Counts = Omit<Preview, 'isComplete' | 'basis' | 'after' | 'documents'>

function createTally(before: Preview) {
  let { statements, affected, next, unreadable = 0 } = before
  const months = new Map(before.months.map((one) => [nameOfMonth(one), one]))
  const kept = new Map(before.kept.map((one) => [`${one.by} ${one.id}`, one]))
  const examples = [...before.examples]
  return {
    addUnreadable(): void {
      unreadable++
    },
    add(facts: RecordFacts, { isMeant, kept: keptBy, rule, later }: Verdict): void {
      statements++
      if (later !== undefined) next = earlier(next, textOfDay(later))
      if (!isMeant) return
      if (keptBy !== undefined) {
        addKept(kept, keptBy)
        return
      }
      affected++
      const month = new Date(facts.stored).toISOString().slice(0, 7)
      addMonth(months, { month, count: 0, ...(rule !== undefined && { rule }) })
      if (examples.length < MOST_EXAMPLES) examples.push(exampleOf(facts))
    },
    counts: (): Counts => ({
      ...{ statements, affected, examples, kept: [...kept.values()] },
      ...(next !== undefined && { next }),
      ...(unreadable > 0 && { unreadable }),
      months: [...months.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
    }),
  }
}

const nameOfMonth = ({ month, rule = '' }: MonthCount) => `${month} ${rule}`

function addMonth(all: Map<string, MonthCount>, one: MonthCount): void {
  const isFull = all.size >= MOST_ROWS && !all.has(nameOfMonth(one))
  const row = isFull ? { month: OTHER, count: 0 } : one
  const { count } = all.get(nameOfMonth(row)) ?? row
  all.set(nameOfMonth(row), { ...row, count: count + 1 })
}

function addKept(all: Map<string, KeptCount>, kept: Kept): void {
  const id = kept.by === 'hold' ? kept.hold.id : kept.rule.id
  const name = `${kept.by} ${id}`
  const before = all.get(name) ?? { by: kept.by, id, why: whyOf(kept).slice(0, LONGEST_WHY), count: 0 }
  const count = before.count + 1
  if (kept.by === 'hold') all.set(name, { ...before, count })
  else {
    const day = textOfDay(kept.lastDay)
    const { first = day, last = day } = before
    all.set(name, { ...before, count, first: day < first ? day : first, last: day > last ? day : last })
  }
}

const earlier = (one: string | undefined, other: string) => (one === undefined || other < one ? other : one)

const exampleOf = ({ id, verb, stored }: RecordFacts): Example => ({
  ...{ id, verb, stored: new Date(stored).toISOString() },
})
