/** The lake's named questions: what each means, what it is asked with, and its answer. */
import './query.css'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Query } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { CopyCurl } from '../../parts/copy.tsx'
import { Empty, FailureNote, Loading } from '../../parts/states.tsx'
import { Page } from '../../shell/page.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useView } from './use-query.ts'

export function QueryPage(): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { tenant } = useView()
  const request = { parameters: { tenant } }
  const read = useRead('listQueries', request)
  return (
    <Page title={t.title} lead={t.lead} actions={<CopyCurl request={client.requestOf('listQueries', request)} />}>
      {read.isPending && <Loading rows={8} />}
      {read.error && !read.data && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {read.data && <Questions items={read.data.items} />}
    </Page>
  )
}

function Questions({ items }: { items: readonly Query[] }): ReactNode {
  const t = useTexts(texts)
  const { search, tenant } = useView()
  const chosen = items.find(({ name }) => name === search.question)
  return (
    <div className="query">
      <nav className="query-list" aria-label={t.questions}>
        <ul>
          {items.map(({ name, meaning }) => (
            <li key={name}>
              <Link to="/t/$tenant/query" params={{ tenant }} search={{ question: name }}>
                <strong>{name}</strong>
                <span className="small muted">{meaning}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="stack">
        {chosen && <Question key={`${chosen.name} ${search.given}`} question={chosen} />}
        {!chosen && (
          <Empty title={search.question === undefined ? t.choose : t.notThere}>
            <p>{t.chooseLead}</p>
          </Empty>
        )}
      </div>
    </div>
  )
}
