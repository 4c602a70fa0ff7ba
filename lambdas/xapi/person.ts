import type { Account, Agent } from './statement.ts'

/** All that is known of who an Agent stands for (1.0.3 Communication 2.4; 2.0 4.1.6.3): each property a list. */
export type Person = {
  objectType: 'Person'
  name?: string[]
  mbox?: string[]
  mbox_sha1sum?: string[]
  openid?: string[]
  account?: Account[]
}

/** What the Agent itself says. Others' identifiers of the same person would need more rights than asking does. */
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
