/** The options that name a person, and why: never told to the trail, which knows people by fingerprints. */
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import type { Agent } from '../../lambdas/xapi/statement.ts'
import { type Options, textOf, type Values } from './command.ts'
import { UsageError } from './failure.ts'

export const PERSON_OPTIONS: Options = {
  agent: { type: 'string', multiple: true },
  text: { type: 'string', multiple: true },
}

export const PERSON_LINES = `  --agent   an identifier of the person: mailto:ada@example.org, or an Agent as JSON; several times, for all that there are
  --text    what stands for the person in extensions, such as a number of staff; several times`

const listOf = (values: Values, name: string) => [values[name] ?? []].flat().map(String)

/** @throws UsageError, XapiError for what is no agent */
export function personOf(values: Values): { agents: Agent[]; texts?: string[] } | undefined {
  const [agents, texts] = [listOf(values, 'agent'), listOf(values, 'text')]
  if (agents.length === 0 && texts.length === 0) return undefined
  if (agents.length === 0) throw new UsageError('Name the person with --agent; --text alone is not enough.')
  return { agents: agents.map(agentOf), ...(texts.length > 0 && { texts }) }
}

function agentOf(text: string): Agent {
  const json = text.startsWith('mailto:') ? JSON.stringify({ mbox: text }) : text
  return parseAgentParameter(json, '1.0.3', '--agent')
}

export const REASON: Options = { reason: { type: 'string' } }
export const REASON_LINE = '  --reason  for people, and for the trail of audit: let it name nobody'

export function reasonOf(values: Values): string {
  const reason = textOf(values, 'reason')
  if (!reason) throw new UsageError('Say why with --reason: it is in the trail of audit.')
  return reason
}
