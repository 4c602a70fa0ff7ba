/** From what was found to the view of it. */
import { Link, linkOptions, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Value } from '../../parts/value.tsx'
import type { Candidate } from './use-known.ts'

/** Where it is looked at. */
export function placeOf(tenant: string, { kind, id }: Candidate) {
  const params = { tenant }
  if (kind === 'person') return linkOptions({ to: '/t/$tenant/learner', params, search: { agent: id } })
  if (kind === 'activity') return linkOptions({ to: '/t/$tenant/activity', params, search: { activity: id } })
  const search = kind === 'statement' ? { statement: id } : { registration: id }
  return linkOptions({ to: '/t/$tenant/explorer', params, search })
}

export function PlaceLink({ name, ...candidate }: Candidate & { name: string }): ReactNode {
  const { tenant } = useParams({ from: '/t/$tenant/find' })
  return (
    <Link {...placeOf(tenant, candidate)}>
      <Value>{name}</Value>
    </Link>
  )
}
