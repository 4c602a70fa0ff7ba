/** What the filters of GET statements compare (1.0.3 Communication 2.1.3; 2.0 4.1.6.1). */
import { addIfiKeys } from './agent.ts'
import { addOnce, type Distinct, distinct, includes } from './distinct.ts'
import {
  CONTEXT_ACTIVITIES,
  type Context,
  type ContextActivities,
  type Features,
  isSubStatement,
  type Statement,
  type StatementObject,
  VOIDED,
} from './statement.ts'

/** @param authority the IFI keys of whoever the credentials stand for, the same for all statements of a request */
export function featuresOf(statement: Statement, authority: string[]): Features {
  const { object, context, verb } = statement
  const agents = distinct()
  const activities = distinct()
  const relatedAgents = distinct()
  const relatedActivities = distinct()
  addIfiKeys(agents, statement.actor)
  addObject(agents, activities, object)
  addContext(relatedAgents, relatedActivities, context)
  if (isSubStatement(object)) {
    addIfiKeys(relatedAgents, object.actor)
    addObject(relatedAgents, relatedActivities, object.object)
    addContext(relatedAgents, relatedActivities, object.context)
  }
  const features: Features = {
    verb: verb.id,
    agents: agents.texts,
    relatedAgents: without(relatedAgents, agents),
    authority,
    activities: activities.texts,
    relatedActivities: without(relatedActivities, activities),
    voiding: verb.id === VOIDED,
  }
  if (context?.registration !== undefined) features.registration = context.registration.toLowerCase()
  if (object.objectType === 'StatementRef') features.target = object.id.toLowerCase()
  return features
}

function addObject(agents: Distinct, activities: Distinct, object: StatementObject): void {
  if (object.objectType === 'Agent' || object.objectType === 'Group') addIfiKeys(agents, object)
  else if (object.objectType === undefined || object.objectType === 'Activity') addOnce(activities, object.id)
}

function addContext(agents: Distinct, activities: Distinct, context: Context | undefined): void {
  if (context === undefined) return
  addIfiKeys(agents, context.instructor)
  addIfiKeys(agents, context.team)
  if (context.contextAgents) for (const { agent } of context.contextAgents) addIfiKeys(agents, agent)
  if (context.contextGroups) for (const { group } of context.contextGroups) addIfiKeys(agents, group)
  if (context.contextActivities) addContextActivities(activities, context.contextActivities)
}

function addContextActivities(activities: Distinct, lists: ContextActivities): void {
  for (const key of CONTEXT_ACTIVITIES) {
    const list = lists[key]
    if (list === undefined) continue
    if (!Array.isArray(list)) addOnce(activities, list.id)
    else for (const activity of list) addOnce(activities, activity.id)
  }
}

const without = ({ texts }: Distinct, others: Distinct) =>
  texts.length === 0 ? texts : texts.filter((text) => !includes(others, text))
