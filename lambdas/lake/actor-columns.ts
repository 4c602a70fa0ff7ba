/** The columns that say who: the same identifier for the same person in every row. */
import { lowerCaseDomain } from '../xapi/agent.ts'
import { type Account, type Agent, IFIS, type Ifi } from '../xapi/statement.ts'
import type { Row } from './columns.ts'
import { textOrNull } from './text-cells.ts'

/** Any Agent or Group. */
export type AnyActor = Ifi & { objectType?: string; name?: string; member?: Agent[] }

/**
 * One text for every kind of identifier: `mailto:...` with the domain in lower case, `mbox_sha1sum:...`, the OpenID, or
 * `homePage|name` of an account (an IRL cannot hold a `|`). NULL for an anonymous group, and where it is no text.
 */
export function actorId(actor: AnyActor | undefined): string | null {
  const text = (ifi: 'mbox' | 'mbox_sha1sum' | 'openid') => textOrNull(actor?.[ifi])
  if (actor?.mbox !== undefined) return mapped(text('mbox'), lowerCaseDomain)
  if (actor?.mbox_sha1sum !== undefined)
    return mapped(text('mbox_sha1sum'), (sum) => `mbox_sha1sum:${sum.toLowerCase()}`)
  if (actor?.openid !== undefined) return text('openid')
  return actor?.account ? accountId(actor.account) : null
}

const mapped = (text: string | null, map: (text: string) => string) => (text === null ? null : map(text))

function accountId({ homePage, name }: Account): string | null {
  const [page, own] = [textOrNull(homePage), textOrNull(name)]
  return page === null || own === null ? null : `${page}|${own}`
}

/** Anonymous groups are left out; NULL where the statement has no list. */
export const actorIds = (actors: (AnyActor | undefined)[] | undefined): string[] | null =>
  actors?.map(actorId).filter((id) => id !== null) ?? null

export const actorColumns = (actor: AnyActor | undefined): Row => ({
  actor_id: actorId(actor),
  actor_ifi: IFIS.find((ifi) => actor?.[ifi] !== undefined) ?? null,
  actor_object_type: actor?.objectType === undefined ? 'Agent' : textOrNull(actor.objectType),
  actor_name: textOrNull(actor?.name),
  actor_mbox: textOrNull(actor?.mbox),
  actor_mbox_sha1sum: textOrNull(actor?.mbox_sha1sum),
  actor_openid: textOrNull(actor?.openid),
  actor_account_home_page: textOrNull(actor?.account?.homePage),
  actor_account_name: textOrNull(actor?.account?.name),
  actor_member_ids: actorIds(actor?.member),
})
