/** The agents resource (Communication 2.4; 2.0 4.1.6.3): the Person that an Agent stands for, whether a statement has named it or not. */
import { ifiKey } from '../../xapi/agent.ts'
import { invalidParameter, parseAgentParameter, parseParameters } from '../../xapi/parameters.ts'
import { toPerson } from '../../xapi/person.ts'
import type { Version } from '../../xapi/statement.ts'
import { taggedResponse } from '../protocol/etag.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { Resource } from '../protocol/resource.ts'
import { requireAgent } from './reach.ts'

const parseAgent = (text: string, name: string, version: Version) => parseAgentParameter(text, version, name)

export const agentsResource: Resource = {
  handlers: {
    GET: async ({ request, principal, version }) => {
      const { agent } = parseParameters(parseQueryString(request.query), { agent: parseAgent }, version)
      if (agent === undefined) throw invalidParameter('agent', 'is required', 'nothing')
      requireAgent(principal, ifiKey(agent))
      return taggedResponse(request, JSON.stringify(toPerson(agent)))
    },
  },
}
