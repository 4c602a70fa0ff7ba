/**
 * Holds and retention rules by the tables themselves, and cases as far as they need no person: who prepares and who
 * approves are people who sign in.
 */
import type { By } from '../../lambdas/cases/by.ts'
import type { Case } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { allHolds, liftHold, readHold, setHold } from '../../lambdas/cases/holds.ts'
import { allRules, putRule, readRule, removeRule } from '../../lambdas/cases/retention-rules.ts'
import { personIdentifiers } from '../../lambdas/http/admin/by-person.ts'
import { shownCase } from '../../lambdas/http/admin/cases-resource.ts'
import { shownHold } from '../../lambdas/http/admin/holds-resource.ts'
import { shownRule } from '../../lambdas/http/admin/retention-resource.ts'
import { changeOf, factsOf } from '../../lambdas/http/admin/told.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'
import type { Retaining, Case as ShownCase } from './retaining.ts'

/** `operator` tells who works here. */
type Parts = Deployment & { operator(): Promise<string>; existing(text: string): Promise<TenantId> }

export const retainingByTables = (parts: Parts): Retaining => ({
  ...holdsByTables(parts),
  ...rulesByTables(parts),
  ...casesByTables(parts),
})

const byOperator = async ({ operator }: Parts): Promise<By> => ({ kind: 'operator', id: await operator() })
const nowOf = ({ clock }: Parts) => new Date(clock.now()).toISOString()

type Holds = Pick<Retaining, 'holds' | 'holdRecords' | 'releaseRecords'>
const holdsByTables = (parts: Parts): Holds => ({
  holds: async (text) => (await allHolds(parts.tables, await parts.existing(text))).map(shownHold),
  async holdRecords(text, { reason, person, ...others }) {
    const tenant = await parts.existing(text)
    const meets = { ...others, ...(person && { person: personIdentifiers(person) }) }
    const set = { at: nowOf(parts), by: await byOperator(parts), reason }
    const hold = await setHold(parts.tables, tenant, { meets, set })
    return { value: shownHold(hold), told: { after: factsOf({ ...others, id: hold.id, reason }) } }
  },
  async releaseRecords(text, id, reason) {
    const tenant = await parts.existing(text)
    const before = await readHold(parts.tables, tenant, id)
    const outcome = before && (await liftHold(parts.tables, tenant, id, {}))
    if (outcome !== 'lifted') throw new Failure(`The tenant ${tenant} has no hold ${id}.`)
    return { value: undefined, told: { what: { hold: id, reason } } }
  },
})

type Rules = Pick<Retaining, 'retentionRules' | 'putRetentionRule' | 'removeRetentionRule'>
const rulesByTables = (parts: Parts): Rules => ({
  retentionRules: async (text) => (await allRules(parts.tables, await parts.existing(text))).map(shownRule),
  async putRetentionRule(text, id, { reason, ...rule }) {
    const tenant = await parts.existing(text)
    const before = await readRule(parts.tables, tenant, id)
    const changed = { at: nowOf(parts), by: await byOperator(parts), reason }
    const written = await putRule(parts.tables, tenant, { ...rule, id, changed }, {})
    if (written === undefined) throw new Error('A condition that is none did not hold.')
    const value = shownRule(written.rule)
    return { value, told: changeOf(before ? shownRule(before) : null, value) }
  },
  async removeRetentionRule(text, id, reason) {
    const tenant = await parts.existing(text)
    const before = await readRule(parts.tables, tenant, id)
    if (before === undefined || (await removeRule(parts.tables, tenant, id, {})) !== 'removed')
      throw new Failure(`The tenant ${tenant} has no retention rule ${id}.`)
    return { value: undefined, told: { ...changeOf(shownRule(before), null), what: { reason } } }
  },
})

const forPeople = (what: string) => async (): Promise<never> => {
  throw new Failure(`Who ${what} a case is a person who signs in: cairn login, then the same without --stack.`)
}

type Cases = Omit<Retaining, keyof Holds | keyof Rules>
function casesByTables(parts: Parts): Cases {
  const store = createCaseStore(parts.tables)
  const read = async (tenant: TenantId, id: string): Promise<Case> => {
    const one = await store.get(tenant, id)
    if (one === undefined) throw new Failure(`The tenant ${tenant} has no case ${id}.`)
    return one
  }
  const shown = (one: Case): ShownCase => shownCase(one)
  return {
    async cases(text) {
      const tenant = await parts.existing(text)
      const all: ShownCase[] = []
      for (let after: string | undefined; ; ) {
        const page = await store.list(tenant, { limit: 200, ...(after !== undefined && { after }) })
        all.push(...page.items.map(shown))
        if (page.after === undefined) return all
        after = page.after
      }
    },
    case: async (text, id) => shown(await read(await parts.existing(text), id)),
    prepareCase: forPeople('prepares'),
    countCase: forPeople('counts'),
    async decideCase(text, id, { to, reason }) {
      if (to !== 'reject') return forPeople(to === 'approve' ? 'approves' : 'withdraws')()
      const tenant = await parts.existing(text)
      const known = await read(tenant, id)
      if (known.state !== 'prepared') throw new Failure(`The case ${id} is ${known.state}.`)
      const by = await byOperator(parts)
      const one = await store.decide(tenant, known, { to: 'rejected', at: nowOf(parts), by, reason })
      if (one === undefined) throw new Failure(`${id} was changed by somebody else meanwhile: try again.`)
      return { value: shown(one), told: { what: { case: id, reason } } }
    },
    async caseCertificate(text, id) {
      const { certificate } = await read(await parts.existing(text), id)
      if (certificate === undefined) throw new Failure(`The case ${id} is not done yet.`)
      return { case: id, ...certificate }
    },
  }
}
