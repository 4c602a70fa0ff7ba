import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.ts'
import { Page } from '../../shell/page.tsx'
import { shellTexts } from '../../shell/texts.ts'

export function DashboardsPage(): ReactNode {
  const t = useTexts(shellTexts)
  return <Page title={t.dashboards}>{null}</Page>
}
