/** What somebody may write to find a record. Pure. */
import { readAgent } from '../../language/agent-id.ts'
import type { Search } from './search.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An id, whatever identifies a person, or else a part of a name; nothing where nothing is written. */
export function readAsked(typed: string): Pick<Search, 'statement' | 'person' | 'name'> | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  if (UUID.test(text)) return { statement: text.toLowerCase() }
  const agent = readAgent(text)
  return agent === undefined ? { name: text } : { person: JSON.stringify(agent) }
}
