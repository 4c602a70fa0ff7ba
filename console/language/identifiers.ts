/** What a text that somebody typed may be the identifier of. A name is none. Pure. */
import { idOfAgent, readAgent } from './agent-id.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Of whichever version. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Without blanks, which names such as `Quiz: ladders` have. */
const IRI = /^[a-z][a-z0-9+.-]*:\S+$/i

export type Identifiers = {
  /** Of a statement, or of a registration. */
  uuid?: string
  /** A person as JSON. */
  agent?: string
  /** Of an activity; of http it may be a person's OpenID as well. */
  iri?: string
}

export function identifiersIn(typed: string): Identifiers {
  const text = typed.trim()
  if (isUuid(text)) return { uuid: text.toLowerCase() }
  const agent = agentIn(text)
  const isIri = IRI.test(text) && !/^(mailto|mbox_sha1sum):/i.test(text) && !text.includes('|')
  return { ...(agent !== undefined && { agent }), ...(isIri && { iri: text }) }
}

function agentIn(text: string): string | undefined {
  const agent = readAgent(text)
  if (agent === undefined) return undefined
  // As it was written: a name in it is shown with the filter.
  const json = text.startsWith('{') ? text : JSON.stringify(agent)
  return idOfAgent(json) === undefined ? undefined : json
}
