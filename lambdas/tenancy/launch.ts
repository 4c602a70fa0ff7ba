/** What a launch credential is bound to: one learner in one registration of one activity, for one session. */
import { ifiKey } from '../xapi/agent.ts'
import { CMI5_CATEGORY, LAUNCH_DATA, LEARNER_PREFERENCES, SESSION_EXTENSION } from '../xapi/cmi5.ts'
import type { DocumentContext, DocumentMethod } from '../xapi/document-query.ts'
import type { DocumentResource } from '../xapi/precondition.ts'
import type { Agent, Statement } from '../xapi/statement.ts'

export type Launch = {
  actor: Agent
  /** In lower case. */
  registration: string
  activity: string
  session: string
}

/** The place of what a launch does not allow, and the rule. */
export type LaunchFault = { pointer: string; rule: string }

/** What of a statement is not the launch's: content speaks for its learner in its registration and for nobody else. */
export function launchFaultOf(launch: Launch, statement: Statement): LaunchFault | undefined {
  const { actor, object, context } = statement
  if (actor.objectType === 'Group' || ifiKey(actor) !== ifiKey(launch.actor)) {
    return { pointer: '/actor', rule: 'must be the learner of this launch' }
  }
  if (context?.registration?.toLowerCase() !== launch.registration) {
    return { pointer: '/context/registration', rule: 'must be the registration of this launch' }
  }
  const { category = [] } = context.contextActivities ?? {}
  if (![category].flat().some(({ id }) => id === CMI5_CATEGORY)) return undefined
  if (!('id' in object) || object.objectType === 'StatementRef' || object.id !== launch.activity) {
    return { pointer: '/object/id', rule: 'must be the activity of this launch, in a cmi5 defined statement' }
  }
  return context.extensions?.[SESSION_EXTENSION] === launch.session
    ? undefined
    : { pointer: '/context/extensions', rule: 'must have the session id of this launch, in a cmi5 defined statement' }
}

/** A request for documents; `id` where it is for one of them. */
export type DocumentRequest = {
  resource: DocumentResource
  method: DocumentMethod
  context: DocumentContext
  id?: string | undefined
}

/**
 * States of its learner, activity and registration; the learner's preferences; and of the activity's profile, which is
 * everybody's, only to read.
 */
export function isOfLaunch(launch: Launch, { resource, method, context, id }: DocumentRequest): boolean {
  const { activityId, agent, registration } = context
  const reads = method === 'GET' || method === 'HEAD'
  if (activityId !== undefined && activityId !== launch.activity) return false
  if (agent !== undefined && agent !== ifiKey(launch.actor)) return false
  if (resource === 'agents/profile') return id === LEARNER_PREFERENCES
  if (resource === 'activities/profile') return reads
  // All states of a place can't be deleted at once: the launch data are among them.
  return registration === launch.registration && (reads || (id !== undefined && id !== LAUNCH_DATA))
}
