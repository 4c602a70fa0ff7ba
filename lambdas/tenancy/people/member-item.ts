/** The item of one member: a person with a role in a tenant. */
import { digest } from '../../database/fingerprint.ts'
import type { Item, Key, Range } from '../../database/tables.ts'
import { ROLES, type Role } from '../person.ts'
import type { TenantId } from '../tenant-id.ts'

/** A subject is unique among those of its issuer only. */
export type Identity = { issuer: string; subject: string }

export type Member = Identity & {
  role: Role
  /** For people. */
  name?: string
  /** Another one after each change: the `ETag` of whoever changes it. */
  version: string
}

/** As a sort key: a subject may be long, and an issuer is an address. Neither may hold a line break. */
export const identityKey = ({ issuer, subject }: Identity): string => digest(`${issuer}\n${subject}`)

export const memberKey = (tenant: TenantId, identity: Identity): Key => ({
  pk: `${tenant}|members`,
  sk: identityKey(identity),
})

export function toMemberItem(tenant: TenantId, member: Member): Item {
  const { issuer, subject, role, name, version } = member
  const item = { ...memberKey(tenant, member), issuer, subject, role, version }
  return name === undefined ? item : { ...item, name }
}

/** Undefined for a role that this release does not know: it gives no right. */
export function fromMemberItem(item: Item): Member | undefined {
  const { issuer, subject, role, name, version } = item as Key & Member
  if (!ROLES.includes(role)) return undefined
  return { issuer, subject, role, version, ...(name !== undefined && { name }) }
}

export const membersOf = (tenant: TenantId, limit: number): Range => ({
  pk: `${tenant}|members`,
  from: '-',
  to: '~',
  ascending: true,
  limit,
})
