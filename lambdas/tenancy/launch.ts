/** What a launch credential is bound to: one learner in one registration of one activity, for one session. */
import type { Agent } from '../xapi/statement.ts'

export type Launch = {
  actor: Agent
  registration: string
  activity: string
  session: string
}
