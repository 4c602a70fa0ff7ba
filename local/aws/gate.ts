/**
 * Decides as IAM does whether a caller may do something: by the policies of its role and of the resource, with a
 * library that evaluates them. An evaluation takes a millisecond and more, so each decision is kept.
 */
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate'
import { ACCOUNT } from '../template/account.ts'
import type { JsonObject } from '../template/assembly.ts'
import type { Policy, ResourcePolicies } from '../template/roles.ts'
import type { Permission } from './permission.ts'
import { type PolicyQuestions, questionsOf } from './policy-questions.ts'

/** Who calls: `arn` is that of the session, as AWS names it in refusals. */
export type Principal = { arn: string; policies: readonly Policy[]; tags?: { readonly [key: string]: string } }

/** A statement of a policy that allowed an action; it is called by its Sid, or by its number, from 1 on. */
export type UsedRight = {
  principal: string
  /** Of the session that used it. */
  tags?: Principal['tags']
  policy: string
  statement: string
  permission: Permission
}

export type Gate = {
  /**
   * @param isAsked false where a service only looks what a caller may know: a refusal is none of the caller's call then
   * @returns in AWS's words why not, or undefined when it is allowed
   */
  refusalOf(principal: Principal, permission: Permission, isAsked?: boolean): Promise<string | undefined>
}

/** `why`: the end of a refusal, which is the same for all resources that no policy tells apart. */
type Known = PolicyQuestions & { decisions: Map<string, Promise<{ why: string | undefined }>> }

/** Decisions kept of one caller: of values that no policy names one by one there is no end. */
const MOST_DECISIONS = 10_000
/** Callers, most of them sessions, whose decisions are kept. */
const MOST_CALLERS = 2_000

/** Each is told once, when it is decided. */
export type GateListener = { onUse?(right: UsedRight): void; onRefusal?(refusal: string): void }

export function createGate(resourcePolicies: ResourcePolicies, listener: GateListener = {}): Gate {
  const known = new Map<string, Known>()
  const knownOf = (principal: Principal, resource: string): Known => {
    const policy = resourcePolicies[ownerOf(resource)]
    const id = `${principal.arn} ${JSON.stringify(principal.tags)} ${policy === undefined ? '' : ownerOf(resource)}`
    if (known.size > MOST_CALLERS) known.clear()
    const documents = [...principal.policies.map(({ document }) => document), ...(policy === undefined ? [] : [policy])]
    const found = known.get(id) ?? { ...questionsOf(documents, (key) => always(key, principal)), decisions: new Map() }
    known.set(id, found)
    return found
  }
  return {
    async refusalOf(principal, permission, isAsked = true) {
      const { action, resource } = permission
      const { conditionKeys, resourceClass, valueClasses, decisions } = knownOf(principal, resource)
      const context = contextOf(conditionKeys(action), principal, permission)
      const classes = Object.entries(context).map(([key, value]) => [key, valueClasses(key, value)])
      const question = JSON.stringify([action, resourceClass(resource), classes, isAsked])
      if (decisions.size > MOST_DECISIONS) decisions.clear()
      const ask = async () => {
        const policy = resourcePolicies[ownerOf(resource)]
        const decision = await decide(simulationOf(principal, permission, { context, policy }))
        if (decision.why !== undefined && isAsked)
          listener.onRefusal?.(refusalText(principal, permission, decision.why))
        for (const { policy, statement } of decision.allowedBy)
          listener.onUse?.({
            principal: principal.arn,
            ...(principal.tags && { tags: principal.tags }),
            policy,
            statement,
            permission,
          })
        return decision
      }
      const decision = decisions.get(question) ?? ask()
      decisions.set(question, decision)
      const { why } = await decision
      return why === undefined ? undefined : refusalText(principal, permission, why)
    },
  }
}

function refusalText({ arn }: Principal, { action, resource }: Permission, why: string): string {
  const quote = action.startsWith('s3:') ? '"' : ''
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${quote}${resource}${quote} ${why}`
}

/** A bucket's policy is about its objects too, a table's about its indexes. */
function ownerOf(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.replace(/\/.*$/s, '')
  return resource.replace(/\/index\/.*$/, '')
}

type Context = { [key: string]: string | string[] }

/** Only what a policy asks for; what it asks for and a call does not have, AWS leaves out as well. */
function contextOf(keys: readonly string[], principal: Principal, { context }: Permission): Context {
  const entries = keys.flatMap((key) => {
    const value = always(key, principal) ?? context[key]?.()
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(entries)
}

/** Keys that every call has; AWS takes only calls over TLS, and so do functions make them there. */
function always(key: string, { arn, tags }: Principal): string | undefined {
  if (key.startsWith('aws:PrincipalTag/')) return tags?.[key.slice('aws:PrincipalTag/'.length)]
  if (key === 'aws:SecureTransport') return 'true'
  if (key === 's3:TlsVersion') return '1.3'
  if (key === 'aws:PrincipalAccount') return ACCOUNT
  return key === 'aws:PrincipalArn' ? roleArnOf(arn) : undefined
}

const roleArnOf = (session: string): string =>
  session.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2')

const EVERYTHING: JsonObject = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

function simulationOf(
  { arn, policies }: Principal,
  { action, resource }: Permission,
  { context, policy }: { context: Context; policy: JsonObject | undefined },
): Simulation {
  return {
    request: {
      principal: arn,
      action,
      // A wildcard in a key is a character there, and a pattern to the library.
      resource: { resource: resource === '*' ? '*' : resource.replace(/[*?]/g, '_'), accountId: ACCOUNT },
      contextVariables: context,
    },
    identityPolicies: policies.map(({ name, document }) => ({ name, policy: document })),
    serviceControlPolicies: [{ orgIdentifier: 'root', policies: [{ name: 'all', policy: EVERYTHING }] }],
    resourceControlPolicies: [],
    ...(policy && { resourcePolicy: policy }),
  }
}

type Decision = { why: string | undefined; allowedBy: { policy: string; statement: string }[] }

async function decide(simulation: Simulation): Promise<Decision> {
  const { action, resource } = simulation.request
  const results = await runSimulation(simulation, {})
  if (results.resultType !== 'single') throw new Error(`${action} on ${resource.resource}: ${JSON.stringify(results)}`)
  const { result, identityAnalysis, resourceAnalysis } = results.result.analysis
  if (result === 'Allowed') {
    const statements = identityAnalysis?.allowStatements ?? []
    const allowedBy = statements.map(({ policyId = '', explain }) => ({
      policy: policyId,
      statement: explain.identifier,
    }))
    return { why: undefined, allowedBy }
  }
  const isDeniedBy = (analysis: { denyStatements: unknown[] } | undefined) =>
    (analysis?.denyStatements ?? []).length > 0
  if (isDeniedBy(resourceAnalysis)) return { why: 'with an explicit deny in a resource-based policy', allowedBy: [] }
  if (isDeniedBy(identityAnalysis)) return { why: 'with an explicit deny in an identity-based policy', allowedBy: [] }
  return { why: `because no identity-based policy allows the ${action} action`, allowedBy: [] }
}
