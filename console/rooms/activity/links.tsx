/** From a row to whom or what it is about. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { agentOfId } from '../../language/agent-id.ts'
import { Value } from '../../parts/value.tsx'
import { useView } from './use-view.ts'

export function ActivityLink({ id, name }: { id: string; name: string }): ReactNode {
  const { tenant } = useView()
  return (
    <Link to="/t/$tenant/activity" params={{ tenant }} search={{ activity: id }} title={id}>
      <Value>{name.slice(0, 200)}</Value>
    </Link>
  )
}

/** @param id as the lake writes a person */
export function LearnerLink({ id, name }: { id: string; name: string }): ReactNode {
  const { tenant } = useView()
  const agent = agentOfId(id)
  const label = <Value>{(name || id).slice(0, 200)}</Value>
  if (agent === undefined) return label
  return (
    <Link to="/t/$tenant/learner" params={{ tenant }} search={{ agent }}>
      {label}
    </Link>
  )
}
