/** Who, in columns. */
import { lowerCaseDomain } from '../xapi/agent.ts'
import { type Account, type Agent, IFIS, type Ifi } from '../xapi/statement.ts'
import type { Row } from './columns.ts'
import { wordOrNull } from './words.ts'

/** Any agent or group of the standard. */
export type Actorish = Ifi & { objectType?: string; name?: string; member?: Agent[] }

/**
 * One text for every kind of identifier, the same for the same person in every row: `mailto:...` with the domain in
 * lower case, `mbox_sha1sum:...`, the OpenID, or `homePage|name` of an account (an IRL cannot hold a `|`).
 * NULL for an anonymous group.
 */
export function actorId(actor: Actorish | undefined): string | null {
  if (actor?.mbox !== undefined) return lowerCaseDomain(actor.mbox)
  if (actor?.mbox_sha1sum !== undefined) return `mbox_sha1sum:${actor.mbox_sha1sum.toLowerCase()}`
  if (actor?.openid !== undefined) return actor.openid
  return actor?.account === undefined ? null : accountId(actor.account)
}

const accountId = ({ homePage, name }: Account) => `${homePage}|${name}`

/** The identified ones among them, or NULL where none are given. */
export const actorIds = (actors: (Actorish | undefined)[] | undefined): string[] | null =>
  actors?.map(actorId).filter((id) => id !== null) ?? null

export const actorColumns = (actor: Actorish | undefined): Row => ({
  actor_id: actorId(actor),
  actor_ifi: IFIS.find((ifi) => actor?.[ifi] !== undefined) ?? null,
  actor_object_type: actor?.objectType ?? 'Agent',
  actor_name: wordOrNull(actor?.name),
  actor_mbox: wordOrNull(actor?.mbox),
  actor_mbox_sha1sum: wordOrNull(actor?.mbox_sha1sum),
  actor_openid: wordOrNull(actor?.openid),
  actor_account_home_page: wordOrNull(actor?.account?.homePage),
  actor_account_name: wordOrNull(actor?.account?.name),
  actor_member_ids: actorIds(actor?.member),
})
