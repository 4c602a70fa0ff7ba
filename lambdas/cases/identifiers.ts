/** How a person is known. */
import { createHash } from 'node:crypto'
import { ifiKey, lowerCaseDomain } from '../xapi/agent.ts'
import type { Ifi } from '../xapi/statement.ts'

/** `agents`: each with one identifier. `texts`: what stands for the person in extensions, as a number of staff. */
export type PersonIdentifiers = { agents: Ifi[]; texts?: string[] }

/** All that an identifier stands for, as IFI keys: of an address its hash as well. */
export const keysOf = (agent: Ifi): string[] => {
  const key = ifiKey(agent)
  const own = key === undefined ? [] : [key]
  return agent.mbox === undefined ? own : [...own, ...sumsOf(agent.mbox).map((sum) => `mbox_sha1sum ${sum}`)]
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
/** Senders hash an address as they write it: as it was given, or with lower-case letters. */
const sumsOf = (mbox: string) => [...new Set([mbox, lowerCaseDomain(mbox), mbox.toLowerCase()].map(sha1))]
