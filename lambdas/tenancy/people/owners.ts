/** The owners of the deployment in `Control`. */
import { randomUUID } from 'node:crypto'
import { queryAll, type Tables } from '../../database/tables.ts'
import type { Identity } from './member-item.ts'
import { fromOwnerItem, type Owner, ownerKey, ownersRange, toOwnerItem } from './owner-item.ts'

const PAGE = 100

/** Every owner: they are few. */
export async function listOwners(tables: Pick<Tables, 'query'>): Promise<Owner[]> {
  const owners: Owner[] = []
  for await (const item of queryAll(tables, 'control', ownersRange(PAGE))) owners.push(fromOwnerItem(item))
  return owners.sort((a, b) => (a.subject < b.subject ? -1 : 1))
}

/** Does nothing when the person is an owner. @returns whether they are new */
export async function addOwner({ insert }: Pick<Tables, 'insert'>, owner: Omit<Owner, 'version'>): Promise<boolean> {
  const [existing] = await insert('control', [toOwnerItem({ ...owner, version: randomUUID() })])
  return existing === undefined
}

/** Running functions know the owner for 60 s more. @returns whether there was one */
export async function removeOwner({ removeIf }: Pick<Tables, 'removeIf'>, identity: Identity): Promise<boolean> {
  return (await removeIf('control', ownerKey(identity), { attribute: 'version', oneOf: '*' })).done
}
