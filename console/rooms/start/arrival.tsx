/** Waits for the first statement of a credential, and shows it. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { CreatedCredential } from '../../api/admin-api.ts'
import { useRead } from '../../api/use-api.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { FailureNote } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { texts } from './texts.ts'

const WAIT_MS = 2_000
/** Clocks of browsers differ: what was stored a little before is of this credential all the same. */
const EARLIER_MS = 300_000

export function Arrival({ tenant, made }: { tenant: string; made: CreatedCredential }): ReactNode {
  const t = useTexts(texts)
  const language = useLanguage()
  const { instant } = useFormats()
  const [since] = useState(() => new Date(Date.now() - EARLIER_MS).toISOString())
  const [hasCome, setCome] = useState(false)
  const query = { agent: JSON.stringify(made.authority), related_agents: 'true', since, ascending: 'true', limit: '1' }
  const read = useRead(
    'listStatements',
    { parameters: { tenant }, query },
    { refetchInterval: hasCome ? false : WAIT_MS },
  )
  const [first] = read.data && 'statements' in read.data ? (read.data.statements as unknown[]) : []
  if (first !== undefined && !hasCome) setCome(true)
  if (first === undefined)
    return (
      <>
        <p className="row" role="status">
          <span className="start-pulse" aria-hidden="true" />
          {t.waiting}
        </p>
        {read.error && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      </>
    )
  const { id, actor, verb, thing, stored = '' } = summaryOf(first, language)
  return (
    <div className="note" data-tone="good" role="status">
      <h3>{t.arrived}</h3>
      <p className="anywhere">
        <strong>
          <Value>{actor?.label}</Value>
        </strong>{' '}
        <Value>{verb?.label}</Value> <Value>{thing.kind === 'activity' ? thing.label : ''}</Value>{' '}
        <span className="muted small">{instant(stored)}</span>
      </p>
      <p className="muted">{t.arrivedLead}</p>
      <div>
        <Link
          to="/t/$tenant/explorer"
          params={{ tenant }}
          search={{ statement: id }}
          className="button"
          data-kind="primary"
        >
          {t.open}
        </Link>
      </div>
    </div>
  )
}
