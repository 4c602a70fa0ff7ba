/** The dashboards: what was sent is counted already and is there at once; what was learned is asked of the lake. */
import './dashboards.css'
import { type ReactNode, useId } from 'react'
import { useClient } from '../../api/use-api.ts'
import { useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { CopyCurl } from '../../parts/copy.tsx'
import { PeriodField } from '../../parts/period-field.tsx'
import { periodTexts } from '../../parts/period-texts.ts'
import { Page } from '../../shell/page.tsx'
import { Completions, RateByMonth } from './completions.tsx'
import { courseFigures } from './figures.ts'
import { ActiveLearners, Scores, Senders, TimeSpent } from './learning.tsx'
import { NothingStored } from './nothing-stored.tsx'
import { DAYS } from './search.ts'
import { texts } from './texts.ts'
import { UsageViews } from './usage-views.tsx'
import { isBetween, useView } from './use-view.ts'

export function DashboardsPage(): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { tenant, span } = useView()
  const completions = useQuestion(tenant, 'completions', span)
  const actions = (
    <CopyCurl
      request={client.requestOf('getUsage', { parameters: { tenant }, query: { from: span.from, to: span.to } })}
    />
  )
  const courses = courseFigures(completions.data?.rows ?? [])
  return (
    <Page title={t.title} lead={t.lead} actions={actions}>
      <Filters courses={courses.map(({ course, name }) => ({ course, name: name || endOf(course) }))} />
      <div className="dashboards">
        <NothingStored />
        <UsageViews />
        <Senders />
        <Completions asked={completions} />
        <RateByMonth asked={completions} />
        <ActiveLearners />
        <Scores />
        <TimeSpent names={new Map(courses.map(({ course, name }) => [course, name]))} />
      </div>
    </Page>
  )
}

function Filters({ courses }: { courses: readonly { course: string; name: string }[] }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const periods = useTexts(periodTexts)
  const { search, span, change } = useView()
  const id = useId()
  const isKnown = search.course === undefined || courses.some(({ course }) => course === search.course)
  const sorted = [...courses].sort((a, b) => a.name.localeCompare(b.name))
  return (
    <div className="dashboards-filters">
      <PeriodField
        label={t.days}
        presets={DAYS.map((value) => ({
          value,
          label: value === 'last-week' ? periods.lastWeek : t.lastDays(number(Number(value))),
        }))}
        value={isBetween(search) ? 'between' : (search.days ?? '90')}
        days={span}
        onPreset={(chosen) => change({ days: chosen === '90' ? undefined : chosen, from: undefined, to: undefined })}
        onDays={(days) => change({ days: undefined, ...days })}
      />
      <div className="field dashboards-course">
        <label htmlFor={id}>{t.course}</label>
        <select
          id={id}
          className="input"
          value={search.course ?? ''}
          onChange={(event) => change({ course: event.target.value || undefined })}
        >
          <option value="">{t.allCourses}</option>
          {!isKnown && <option value={search.course}>{endOf(search.course ?? '').slice(0, 120)}</option>}
          {sorted.map(({ course, name }) => (
            <option key={course} value={course}>
              {name.slice(0, 120)}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
