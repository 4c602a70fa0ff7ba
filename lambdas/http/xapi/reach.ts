/**
 * What a credential may not do although its scope lets it in: void, read past its filter, leave its launch. A request is
 * judged by what it says itself, before the store is asked, so a refusal tells nothing of what is stored.
 */
import { type DocumentRequest, isOfLaunch, launchFaultOf } from '../../tenancy/launch.ts'
import type { Principal } from '../../tenancy/principal.ts'
import { allows } from '../../tenancy/scopes.ts'
import { type Violation, XapiError } from '../../xapi/errors.ts'
import { type Statement, VOIDED } from '../../xapi/statement.ts'

/** @throws XapiError `forbidden` (403) that names the statements and the rule */
export function requireMaySend({ scopes, launch }: Principal, statements: readonly Statement[]): void {
  const mayVoid = allows(scopes, 'statements/void')
  if (mayVoid && launch === undefined) return
  const violations = statements.flatMap((statement, index): Violation[] => {
    const fault = mayVoid || statement.verb.id !== VOIDED ? launch && launchFaultOf(launch, statement) : VOIDS
    return fault === undefined ? [] : [{ statement: index, ...(statement.id && { id: statement.id }), ...fault }]
  })
  if (violations.length === 0) return
  throw new XapiError('forbidden', 'This credential may not send all of these statements: none was stored.', violations)
}

const VOIDS = { pointer: '/verb/id', rule: 'may be voided only with the scope statements/void' }

/** @throws XapiError `forbidden` (403) */
export function requireDocuments({ launch, visibility = {} }: Principal, request: DocumentRequest): void {
  const { activityId, agent } = request.context
  if (launch !== undefined && !isOfLaunch(launch, request)) throw beyond('launch')
  requireWithin(visibility.activities, activityId)
  requireWithin(visibility.agents, agent)
}

/** @throws XapiError `forbidden` (403) */
export function requireActivity({ launch, visibility = {} }: Principal, activityId: string): void {
  if (launch !== undefined && launch.activity !== activityId) throw beyond('launch')
  requireWithin(visibility.activities, activityId)
}

/** @param agent IFI key @throws XapiError `forbidden` (403) */
export const requireAgent = ({ visibility = {} }: Principal, agent: string | undefined): void =>
  requireWithin(visibility.agents, agent)

function requireWithin(values: ReadonlySet<string> | undefined, value: string | undefined): void {
  if (values !== undefined && value !== undefined && !values.has(value)) throw beyond('filter')
}

const beyond = (what: 'launch' | 'filter') =>
  new XapiError('forbidden', `This is beyond the ${what} of this credential.`)
