/** Where a time has no statements: when the last one was stored, and the week that ended with it. */
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-api.ts'
import { useQuestion } from '../../api/use-question.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { periodTexts } from '../../parts/period-texts.ts'
import { daysUntil } from '../../parts/periods.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function NothingStored(): ReactNode {
  const { tenant, span } = useView()
  // The card of the senders asks the same: it is one question.
  const { data } = useQuestion(tenant, 'sources', span)
  return data?.rows.length === 0 && <LastStored />
}

function LastStored(): ReactNode {
  const t = useTexts(texts)
  const periods = useTexts(periodTexts)
  const language = useLanguage()
  const { instant, day } = useFormats()
  const { tenant, change } = useView()
  const { data } = useRead('listStatements', { parameters: { tenant }, query: { limit: '1' } })
  const [latest] = data && 'statements' in data ? (data.statements as unknown[]) : []
  const { stored } = summaryOf(latest, language)
  if (data === undefined) return null
  if (stored === undefined)
    return (
      <p className="note dashboards-wide" role="status">
        {t.nothingStored}
      </p>
    )
  const days = daysUntil(stored.slice(0, 10), 7)
  return (
    <div className="note dashboards-wide" role="status">
      <p>
        {t.nothingStored} {periods.latest(instant(stored))}
      </p>
      <div>
        <Button onClick={() => change({ days: undefined, ...days })}>
          {periods.showDays(day(days.from), day(days.to))}
        </Button>
      </div>
    </div>
  )
}
