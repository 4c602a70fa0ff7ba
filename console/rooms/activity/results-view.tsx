/** Who failed, passed or completed an activity, and when: from the statements themselves. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { statementsUpTo } from '../../api/statement-pages.ts'
import { useClient } from '../../api/use-api.ts'
import { idOfAgent } from '../../language/agent-id.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf, summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { toCsv } from '../../parts/csv.ts'
import { PeriodField } from '../../parts/period-field.tsx'
import { periodTexts } from '../../parts/period-texts.ts'
import { daysUntil, todayHere } from '../../parts/periods.ts'
import { saveFile } from '../../parts/save-file.ts'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { byPerson, lastBefore, type Outcome, type PersonResults, scoreOf, type Told } from './results.ts'
import { OUTCOMES, WITHIN } from './search.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'
import { daysIn, isBetween, windowOf } from './window.ts'

const MOST_PAGES = 4
const verb = (name: Outcome) => `http://adlnet.gov/expapi/verbs/${name}`

/** The latest of each verb, about the activity or what is part of it. */
function useResults(activity: string) {
  const client = useClient()
  const language = useLanguage()
  const { tenant } = useView()
  const read = useQuery({
    queryKey: ['listStatements', tenant, 'results', activity],
    queryFn: async ({ signal }) =>
      Promise.all(
        OUTCOMES.map(async (outcome) => {
          const query = { activity, related_activities: 'true', verb: verb(outcome) }
          return { outcome, ...(await statementsUpTo(client, tenant, query, { pages: MOST_PAGES, signal })) }
        }),
      ),
  })
  const told = useMemo<Told[]>(
    () =>
      (read.data ?? []).flatMap(({ outcome, statements }) =>
        statements.map((one) => ({ outcome, summary: summaryOf(one, language) })),
      ),
    [read.data, language],
  )
  return { read, told, isWhole: read.data?.every((one) => one.isWhole) ?? true }
}

export function Results({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, search } = useView()
  const { read, told, isWhole } = useResults(activity)
  const columns = useColumns()
  if (read.isPending) return <Loading rows={8} />
  if (read.error && !read.data) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const asked = { outcome: search.outcome, within: windowOf(search), by: search.by }
  const people = byPerson(told, asked)
  return (
    <div className="stack activity-results">
      <Refreshing isOn={read.isFetching} />
      <Choice />
      <div className="row spread">
        <p role="status">
          <strong>{t.found(number(people.length))}</strong>
        </p>
        {people.length > 0 && (
          <Button
            kind="quiet"
            size="s"
            onClick={() => saveCsv(`${tenant}-${fileWordOf(activity)}-results.csv`, people)}
          >
            {t.csv}
          </Button>
        )}
      </div>
      {people.length === 0 ? (
        <Empty title={t.noResults}>
          <p>{t.noResultsLead}</p>
          {asked.within && <LastOne told={lastBefore(told, asked)} />}
        </Empty>
      ) : (
        <Table caption={t.results} columns={columns} rows={people} keyOf={({ agent }) => agent} />
      )}
      <p className="small muted">
        {t.resultsNote} {search.by === 'stored' ? t.byStored : t.byTime}{' '}
        {!isWhole && t.notAll(number(MOST_PAGES * 500))}
      </p>
    </div>
  )
}

function Choice(): ReactNode {
  const t = useTexts(texts)
  const periods = useTexts(periodTexts)
  const { number } = useFormats()
  const { search, change } = useView()
  return (
    <div className="row activity-choice">
      <ChoiceField
        label={t.outcome}
        value={search.outcome ?? ''}
        choices={[{ value: '', label: t.anyOutcome }, ...OUTCOMES.map((value) => ({ value, label: t[value] }))]}
        onChoose={(outcome) => change({ outcome: outcome || undefined })}
      />
      <PeriodField
        label={t.within}
        presets={[
          { value: '' as const, label: t.anyTime },
          ...WITHIN.map((value) => ({
            value,
            label: value === 'last-week' ? periods.lastWeek : t.lastDays(number(Number(value))),
          })),
        ]}
        value={isBetween(search) ? 'between' : (search.within ?? '')}
        days={daysIn(search) ?? daysUntil(todayHere(), 30)}
        onPreset={(within) => change({ within: within || undefined, from: undefined, to: undefined })}
        onDays={(days) => change({ within: undefined, ...days })}
      />
      {(search.within !== undefined || isBetween(search)) && (
        <ChoiceField
          label={t.timeOf}
          value={search.by ?? ''}
          choices={[
            { value: '', label: t.ofStatement },
            { value: 'stored', label: t.ofStoring },
          ]}
          onChoose={(by) => change({ by: by || undefined })}
        />
      )}
    </div>
  )
}

/** Where a time has no results: when there was one, and the week that ended with it. */
function LastOne({ told }: { told: Told | undefined }): ReactNode {
  const t = useTexts(periodTexts)
  const { instant, day } = useFormats()
  const { search, change } = useView()
  const time = search.by === 'stored' ? told?.summary.stored : told?.summary.timestamp
  if (time === undefined) return null
  const days = daysUntil(search.by === 'stored' ? time.slice(0, 10) : todayHere(Date.parse(time)), 7)
  return (
    <>
      <p>{t.latest(instant(time))}</p>
      <Button onClick={() => change({ within: undefined, ...days })}>{t.showDays(day(days.from), day(days.to))}</Button>
    </>
  )
}

function useColumns(): Column<PersonResults>[] {
  const t = useTexts(texts)
  const { number, percent, instant } = useFormats()
  const { tenant, search } = useView()
  const isOfFailures = search.outcome === 'failed'
  const did = { failed: t.didFail, passed: t.didPass, completed: t.didComplete }
  return [
    {
      name: 'person',
      title: t.person,
      cell: ({ agent, name }) => (
        <Link to="/t/$tenant/learner" params={{ tenant }} search={{ agent }}>
          <Value>{name.slice(0, 200) || agent.slice(0, 200)}</Value>
        </Link>
      ),
    },
    {
      name: 'latest',
      title: t.latest,
      cell: ({ name, latest: { outcome, summary } }) => {
        const time = summary.timestamp ?? summary.stored ?? ''
        return (
          <Link
            to="/t/$tenant/explorer"
            params={{ tenant }}
            search={{ statement: summary.id }}
            aria-label={t.openStatement(`${name} ${did[outcome]}, ${instant(time)}`)}
          >
            <span className="activity-outcome" data-outcome={outcome}>
              {did[outcome]}
            </span>{' '}
            <time dateTime={time}>{instant(time)}</time>
          </Link>
        )
      },
    },
    ...(isOfFailures
      ? [
          {
            name: 'since',
            title: t.since,
            cell: ({ hasPassedSince }: PersonResults) => (
              <span className="badge" data-tone={hasPassedSince ? 'good' : 'warn'}>
                {hasPassedSince ? t.passedSince : t.notPassedSince}
              </span>
            ),
          },
        ]
      : []),
    { name: 'failed', title: t.timesFailed, isNumber: true, cell: ({ failed }) => number(failed) },
    { name: 'passed', title: t.timesPassed, isNumber: true, cell: ({ passed }) => number(passed) },
    { name: 'completed', title: t.timesCompleted, isNumber: true, cell: ({ completed }) => number(completed) },
    {
      name: 'best',
      title: t.best,
      isNumber: true,
      cell: ({ bestScore }) => (bestScore === undefined ? '–' : percent(bestScore)),
    },
  ]
}

/** The end of an IRI, as a word in the name of a file. */
const fileWordOf = (iri: string) =>
  endOf(iri)
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 60)

const saveCsv = (file: string, people: readonly PersonResults[]) =>
  saveFile(
    file,
    'text/csv;charset=utf-8',
    toCsv(
      [
        'name',
        'person',
        'latest_outcome',
        'latest_time',
        'latest_score',
        'passed_since',
        'failed',
        'passed',
        'completed',
        'statement',
      ],
      people.map(({ name, agent, latest: { outcome, summary }, hasPassedSince, failed, passed, completed }) => [
        ...[name, idOfAgent(agent) ?? agent, outcome, summary.timestamp, scoreOf(summary), hasPassedSince],
        ...[failed, passed, completed, summary.id],
      ]),
    ),
  )
