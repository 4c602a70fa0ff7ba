/** A valid statement as the code knows it: its types and its names (1.0.3 Data 2; IEEE 9274.1.1 4.2). */

/** The rules a request is handled under. Also the value of the `X-Experience-API-Version` response header. */
export type Version = '1.0.3' | '2.0.0'

/** The inverse functional identifiers: an Agent has exactly one of them. */
export const IFIS = ['mbox', 'mbox_sha1sum', 'openid', 'account'] as const

export const CONTEXT_ACTIVITIES = ['parent', 'grouping', 'category', 'other'] as const

/** The lists of interaction components that a definition may have, by interactionType. */
export const COMPONENT_LISTS = ['choices', 'scale', 'source', 'target', 'steps'] as const

/** The verb of a statement that voids the one it refers to (1.0.3 Data 2.3.2). */
export const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'

export type LanguageMap = { [tag: string]: string }
export type Extensions = { [iri: string]: unknown }
export type Account = { homePage: string; name: string }
export type Ifi = { mbox?: string; mbox_sha1sum?: string; openid?: string; account?: Account }
export type Agent = Ifi & { objectType?: 'Agent'; name?: string }
export type Group = Ifi & { objectType: 'Group'; name?: string; member?: Agent[] }
export type Actor = Agent | Group
export type Verb = { id: string; display?: LanguageMap }
export type InteractionComponent = { id: string; description?: LanguageMap }
export type ActivityDefinition = {
  name?: LanguageMap
  description?: LanguageMap
  type?: string
  moreInfo?: string
  interactionType?: string
  correctResponsesPattern?: string[]
  extensions?: Extensions
} & { [list in (typeof COMPONENT_LISTS)[number]]?: InteractionComponent[] }
export type Activity = { objectType?: 'Activity'; id: string; definition?: ActivityDefinition }
export type StatementRef = { objectType: 'StatementRef'; id: string }
export type SubStatement = Omit<StatementCore, 'object'> & {
  objectType: 'SubStatement'
  object: Exclude<StatementObject, SubStatement>
}
export type AgentObject = Ifi & { objectType: 'Agent'; name?: string }
export type StatementObject = Activity | AgentObject | Group | StatementRef | SubStatement
export type Score = { scaled?: number; raw?: number; min?: number; max?: number }
export type Result = {
  score?: Score
  success?: boolean
  completion?: boolean
  response?: string
  duration?: string
  extensions?: Extensions
}
export type ContextActivityKey = (typeof CONTEXT_ACTIVITIES)[number]
export type ContextActivities = { [key in ContextActivityKey]?: Activity | Activity[] }
export type ContextAgent = { objectType: 'contextAgent'; agent: Agent; relevantTypes?: string[] }
export type ContextGroup = { objectType: 'contextGroup'; group: Group; relevantTypes?: string[] }
export type Context = {
  registration?: string
  instructor?: Actor
  team?: Group
  contextActivities?: ContextActivities
  contextAgents?: ContextAgent[]
  contextGroups?: ContextGroup[]
  revision?: string
  platform?: string
  language?: string
  statement?: StatementRef
  extensions?: Extensions
}
export type Attachment = {
  usageType: string
  display: LanguageMap
  description?: LanguageMap
  contentType: string
  length: number
  sha2: string
  fileUrl?: string
}
export type StatementCore = {
  actor: Actor
  verb: Verb
  object: StatementObject
  result?: Result
  context?: Context
  timestamp?: string
  attachments?: Attachment[]
}
export type Statement = StatementCore & { id?: string; stored?: string; authority?: Actor; version?: string }

export const isSubStatement = (object: StatementObject): object is SubStatement => object.objectType === 'SubStatement'

/**
 * The values of a statement that filters compare (Communication 2.1.3 GET Statements), as plain strings: agents as IFI
 * keys (`ifiKey`), UUIDs in lower case. `agents` and `activities` hold what the plain filters match; `relatedAgents` and
 * `relatedActivities` only what the `related_*` filters match in addition.
 */
export type Features = {
  verb: string
  agents: string[]
  relatedAgents: string[]
  /** What `related_agents` matches in the authority: the same in all statements of a request, so it needs no posting. */
  authority: string[]
  activities: string[]
  relatedActivities: string[]
  registration?: string
  /** The id that a StatementRef refers to, if the object is one. */
  target?: string
  /** True when the verb is `voided`: the statement voids `target` and can never be voided itself. */
  voiding: boolean
}

/**
 * A statement ready to be stored. Its exact text lacks only `stored` (and `timestamp`, if the sender gave none), which the
 * store sets: `text = pieces.join(stored)`, with `stored` as `YYYY-MM-DDTHH:mm:ss.sssZ`.
 */
export type PreparedStatement = {
  id: string
  pieces: string[]
  features: Features
}

/** The value of a stored statement's text, which was validated before it was stored. */
export const parseStored = (text: string): Statement => JSON.parse(text)
