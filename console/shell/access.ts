/** Who is signed in, and what they may see: the API refuses the rest by itself, this only leaves out dead ends. */
import { createContext, use, useContext } from 'react'
import type { Me, Role } from '../api/admin-api.ts'

export type Access = 'owner' | Role

/** It is asked for beside what the view needs: only what shows the person waits for it. */
export const MeContext = createContext<Promise<Me> | undefined>(undefined)

export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === undefined) throw new Error('nobody is signed in')
  return use(me)
}

/** Undefined where the token names none: a member's role is known to the tenant alone. */
export const accessIn = ({ isOwner, tenants }: Me, tenant: string): Access | undefined =>
  isOwner ? 'owner' : tenants.find((one) => one.tenant === tenant)?.role

export const mayEnter = (access: Access | undefined, roles: readonly Access[]): boolean =>
  access === undefined ? roles.some((role) => role !== 'owner') : roles.includes(access)
