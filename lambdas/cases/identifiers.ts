/** How a person is known, and whether a statement names them: anywhere in it, by whichever of the identifiers. */
import { createHash } from 'node:crypto'
import { ifiKey, lowerCaseDomain } from '../xapi/agent.ts'
import type { Ifi, Statement } from '../xapi/statement.ts'

/** `agents`: each with one identifier. `texts`: what stands for the person in extensions, as a number of staff. */
export type PersonIdentifiers = { agents: Ifi[]; texts?: string[] }

type NamesPerson = (statement: Statement) => boolean

/** Who holds or erases by an address means its hash as well, and the other way round. */
export function createPersonTest({ agents, texts = [] }: PersonIdentifiers): NamesPerson {
  const keys = new Set(agents.flatMap(keysOf))
  const sums = new Set(agents.flatMap(({ mbox_sha1sum: sum }) => (sum === undefined ? [] : [sum.toLowerCase()])))
  const wanted = texts.map((text) => text.toLowerCase())
  const isNamedBy = (text: string) =>
    (sums.size > 0 && isMailto(text) && sumsOf(text).some((sum) => sums.has(sum))) ||
    (wanted.length > 0 && isAmong(text.toLowerCase()))
  const isAmong = (text: string) => wanted.some((one) => text.includes(one))
  return function names(value: unknown): boolean {
    if (typeof value === 'string') return isNamedBy(value)
    if (typeof value === 'number') return wanted.length > 0 && isAmong(String(value))
    if (typeof value !== 'object' || value === null) return false
    const key = identifierOf(value)
    return (key !== undefined && keys.has(key)) || Object.values(value).some(names)
  }
}

/** All that these identifiers stand for, as IFI keys. */
export const keysOf = (agent: Ifi): string[] => {
  const key = ifiKey(agent)
  const own = key === undefined ? [] : [key]
  return agent.mbox === undefined ? own : [...own, ...sumsOf(agent.mbox).map((sum) => `mbox_sha1sum ${sum}`)]
}

const isMailto = (text: string) => /^mailto:/i.test(text)
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
/** Senders hash an address as they write it: as it was given, or with lower-case letters. */
const sumsOf = (mbox: string) => [...new Set([mbox, lowerCaseDomain(mbox), mbox.toLowerCase()].map(sha1))]

/** Of an object that stands for somebody, in an extension too: there it may be anything. */
function identifierOf(value: object): string | undefined {
  const { mbox, mbox_sha1sum: sum, openid, account } = value as { [name: string]: unknown }
  if (typeof mbox === 'string') return ifiKey({ mbox })
  if (typeof sum === 'string') return ifiKey({ mbox_sha1sum: sum })
  if (typeof openid === 'string') return ifiKey({ openid })
  if (typeof account !== 'object' || account === null) return undefined
  const { homePage, name } = account as { homePage?: unknown; name?: unknown }
  return typeof homePage === 'string' && typeof name === 'string' ? ifiKey({ account: { homePage, name } }) : undefined
}
