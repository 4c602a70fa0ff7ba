/** The members of a tenant in `Control`: read, written and removed one by one, under the conditions of `If-Match`. */
import { randomUUID } from 'node:crypto'
import type { Condition, Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { fromMemberItem, type Identity, type Member, memberKey, membersOf, toMemberItem } from './member-item.ts'

/** What the version must be, and must not be; `*` is any. */
export type OnVersion = Pick<Condition, 'oneOf' | 'noneOf'>

/** `after` is where the next page goes on; there is none when nothing can follow. */
export type Page<Listed> = { items: Listed[]; after?: string }

/** In no order that means anything to people. A page may have fewer than `limit`. */
export async function listMembers(
  { query }: Pick<Tables, 'query'>,
  tenant: TenantId,
  { after, limit }: { after?: string; limit: number },
): Promise<Page<Member>> {
  const { items, last } = await query('control', { ...membersOf(tenant, limit), ...(after !== undefined && { after }) })
  const members = items.map(fromMemberItem).filter((member) => member !== undefined)
  return { items: members, ...(last !== undefined && { after: last }) }
}

export async function readMember(
  { get }: Pick<Tables, 'get'>,
  tenant: TenantId,
  identity: Identity,
): Promise<Member | undefined> {
  const item = await get('control', memberKey(tenant, identity), true)
  return item && fromMemberItem(item)
}

/**
 * Running functions know a former role for 60 s more.
 * @returns the member, with its new version; undefined when the condition does not hold
 */
export async function putMember(
  { putIf }: Pick<Tables, 'putIf'>,
  tenant: TenantId,
  changed: Omit<Member, 'version'>,
  condition: OnVersion = {},
): Promise<{ member: Member; isNew: boolean } | undefined> {
  const member = { ...changed, version: randomUUID() }
  const { done, item } = await putIf('control', toMemberItem(tenant, member), { attribute: 'version', ...condition })
  return done ? { member, isNew: item === undefined } : undefined
}

/**
 * Running functions know the member for 60 s more.
 * @returns what became of it: `absent` when there was none; `changed` when the condition does not hold
 */
export async function removeMember(
  { removeIf }: Pick<Tables, 'removeIf'>,
  tenant: TenantId,
  identity: Identity,
  { oneOf = '*', noneOf }: OnVersion = {},
): Promise<'removed' | 'absent' | 'changed'> {
  const condition = { attribute: 'version', oneOf, ...(noneOf !== undefined && { noneOf }) }
  const { done, item } = await removeIf('control', memberKey(tenant, identity), condition)
  if (done) return 'removed'
  return item === undefined ? 'absent' : 'changed'
}
