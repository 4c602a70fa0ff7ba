/** What the agents resource answers: a Person, with a list in each property (1.0.3 Communication 2.4; 2.0 4.1.6.3). */
import type { Account, Agent } from './statement.ts'

export type Person = {
  objectType: 'Person'
  name?: string[]
  mbox?: string[]
  mbox_sha1sum?: string[]
  openid?: string[]
  account?: Account[]
}

/** A Person with what the Agent itself says. To see other identifiers of that person would need more rights. */
export function toPerson({ name, mbox, mbox_sha1sum, openid, account }: Agent): Person {
  return {
    objectType: 'Person',
    ...(name !== undefined && { name: [name] }),
    ...(mbox !== undefined && { mbox: [mbox] }),
    ...(mbox_sha1sum !== undefined && { mbox_sha1sum: [mbox_sha1sum] }),
    ...(openid !== undefined && { openid: [openid] }),
    ...(account !== undefined && { account: [account] }),
  }
}
