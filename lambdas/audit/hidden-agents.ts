/** Values of a configuration may name people: filters and authorities do. The trail has a stand-in for each of them. */
import { ifiKey } from '../xapi/agent.ts'
import type { Fact } from './entry.ts'

const IDENTIFIERS = ['mbox', 'mbox_sha1sum', 'openid', 'account']

/** The same value with something else in the place of each Agent and Group, wherever it stands, as JSON text too. */
export function hideAgents(value: Fact, toHidden: (identifier: string) => Fact): Fact {
  if (typeof value === 'string') return hideInText(value, toHidden)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => hideAgents(one, toHidden))
  if (IDENTIFIERS.some((name) => name in value)) return toHidden(ifiKey(value) ?? JSON.stringify(value))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hideAgents(one, toHidden)]))
}

function hideInText(text: string, toHidden: (identifier: string) => Fact): Fact {
  if (/^mailto:/i.test(text)) return toHidden(ifiKey({ mbox: text }) ?? text)
  if (!text.startsWith('{')) return text
  try {
    return hideAgents(JSON.parse(text), toHidden)
  } catch {
    return text
  }
}
