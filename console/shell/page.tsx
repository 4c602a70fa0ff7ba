/** The head of a view: its one heading, which is also its title and what is said aloud when somebody comes to it. */
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { isolated } from '../language/bidi.ts'

type PageProps = {
  title: string
  /** One sentence at most. */
  lead?: ReactNode
  /** Buttons at the end of the line. */
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, lead, actions, children }: PageProps): ReactNode {
  const { tenant } = useParams({ strict: false })
  useEffect(() => {
    document.title = [isolated(title), tenant, 'Cairn'].filter((one) => one !== undefined).join(' · ')
  }, [title, tenant])
  return (
    <>
      <header className="page-head">
        <h1>{title}</h1>
        {actions && <div className="row">{actions}</div>}
        {lead && <p className="page-lead">{lead}</p>}
      </header>
      {children}
    </>
  )
}
