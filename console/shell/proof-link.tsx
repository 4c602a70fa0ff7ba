/** From a statement to its proof, for whoever may see it. */
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

export function ProofLink({ tenant, id, of, kind = 'button' }: ProofLinkProps): ReactNode {
  const t = useTexts(shellTexts)
  if (!mayEnter(accessIn(useMe(), tenant), audit.roles)) return null
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
