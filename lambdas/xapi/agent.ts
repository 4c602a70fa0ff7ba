/** Agents and Groups are the same when their inverse functional identifiers (IFI) are (1.0.3 Data 2.4.2; 2.0 4.2.2). */
import { addOnce, type Distinct } from './distinct.ts'
import type { Actor, Ifi } from './statement.ts'

/**
 * The IFI as one string: its property, a space, its value. As no e-mail IRI, hash, URI or home page holds a space, two
 * keys are equal exactly when the IFIs are. `undefined` for an anonymous Group.
 */
export function ifiKey(actor: Ifi): string | undefined {
  if (actor.mbox !== undefined) return `mbox ${lowerCaseDomain(actor.mbox)}`
  if (actor.mbox_sha1sum !== undefined) return `mbox_sha1sum ${actor.mbox_sha1sum.toLowerCase()}`
  if (actor.openid !== undefined) return `openid ${actor.openid}`
  if (actor.account !== undefined) return `account ${actor.account.homePage} ${actor.account.name}`
  return undefined
}

/** The domain of an e-mail address is case-insensitive, the part before it is not (RFC 5321 2.4). */
export function lowerCaseDomain(mbox: string): string {
  const at = mbox.lastIndexOf('@')
  return mbox.slice(0, at) + mbox.slice(at).toLowerCase()
}

/** Adds the keys of an Agent or Group, and of the Group's members, to `keys`. */
export function addIfiKeys(keys: Distinct, actor: Actor | undefined): void {
  if (actor === undefined) return
  const key = ifiKey(actor)
  if (key !== undefined) addOnce(keys, key)
  if (!('member' in actor) || actor.member === undefined) return
  for (const agent of actor.member) addIfiKeys(keys, agent)
}
