/** From a statement or a person to the proof of it, or of their records, for whoever may see it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.ts'
import { room as audit } from '../rooms/audit/room.ts'
import { accessIn, mayEnter, useMe } from './access.ts'
import { shellTexts } from './texts.ts'

type ProofLinkProps = {
  tenant: string
  id: string
  /** What is proven, where there are several in a view. */
  of?: string
  kind?: 'button' | 'link'
}

const useMayProve = (tenant: string) => mayEnter(accessIn(useMe(), tenant), audit.roles)

export function ProofLink({ tenant, id, of, kind = 'button' }: ProofLinkProps): ReactNode {
  const t = useTexts(shellTexts)
  if (!useMayProve(tenant)) return null
  const look = kind === 'button' ? { className: 'button', 'data-size': 's' } : { className: 'small' }
  return (
    <Link
      to="/t/$tenant/audit"
      params={{ tenant }}
      search={{ statement: id }}
      {...look}
      {...(of !== undefined && { 'aria-label': `${t.proof}: ${of}` })}
    >
      {t.proof}
    </Link>
  )
}

type PersonProofsProps = { tenant: string; agent: string; className: string; of?: string }

/** @param props.agent as JSON */
export function PersonProofs({ tenant, agent, className, of }: PersonProofsProps): ReactNode {
  const t = useTexts(shellTexts)
  if (!useMayProve(tenant)) return null
  return (
    <Link
      to="/t/$tenant/audit"
      params={{ tenant }}
      search={{ person: agent }}
      className={className}
      {...(of !== undefined && { 'aria-label': `${t.proofs}: ${of}` })}
    >
      {t.proofs}
    </Link>
  )
}
