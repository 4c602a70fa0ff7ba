/** The item of one owner of the deployment. No tenant leads its key: no tenant's id can be empty. */
import type { Item, Key, Range } from '../../database/tables.ts'
import { type Identity, identityKey } from './member-item.ts'

export type Owner = Identity & {
  /** For people. */
  name?: string
  version: string
}

const PARTITION = '|owners'

export const ownerKey = (identity: Identity): Key => ({ pk: PARTITION, sk: identityKey(identity) })

export function toOwnerItem(owner: Owner): Item {
  const { issuer, subject, name, version } = owner
  const item = { ...ownerKey(owner), issuer, subject, version }
  return name === undefined ? item : { ...item, name }
}

export function fromOwnerItem(item: Item): Owner {
  const { issuer, subject, name, version } = item as Key & Owner
  return { issuer, subject, version, ...(name !== undefined && { name }) }
}

export const ownersRange = (limit: number): Range => ({ pk: PARTITION, from: '-', to: '~', ascending: true, limit })
