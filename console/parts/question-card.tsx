/** What one of the lake's questions answered: the view of it, what it cost and how fresh it is, and the ways to take it elsewhere. */
import './question-card.css'
import { type ReactNode, useState } from 'react'
import { curlOf } from '../api/curl.ts'
import { type Answer, type AskedQuestion, type QuestionParameters, REUSE_MINUTES } from '../api/use-question.ts'
import { useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { useCopy } from './copy.tsx'
import { toCsv } from './csv.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'
import { QuestionSql } from './question-sql.tsx'
import { questionTexts } from './question-texts.ts'
import { saveFile } from './save-file.ts'
import { FailureNote, Loading, Refreshing } from './states.tsx'
import { partsTexts } from './texts.ts'

type CardProps = {
  title: string
  lead?: string
  asked: AskedQuestion
  /** Of the head, at its end. */
  tools?: ReactNode
  /** What is said where the answer has no rows. */
  nothing?: ReactNode
  isWide?: boolean
  children: (answer: Answer) => ReactNode
}

export function QuestionCard(props: CardProps): ReactNode {
  const { title, lead, asked, tools, nothing, isWide = false, children } = props
  const t = useTexts(questionTexts)
  const { data, error, isPending, isFetching } = asked
  return (
    <section className="card question-card" aria-label={title} data-wide={isWide}>
      <Refreshing isOn={isFetching && !isPending} />
      <div className="question-head">
        <h2>{title}</h2>
        <div className="row">
          {tools}
          <TakeMenu title={title} asked={asked} />
        </div>
        {lead !== undefined && <p className="small muted">{lead}</p>}
      </div>
      {isPending && <Loading rows={6} />}
      {error && <FailureNote error={error} retry={() => void asked.refetch()} />}
      {data &&
        (data.rows.length === 0 ? (
          <div className="muted question-nothing">{nothing ?? t.nothing}</div>
        ) : (
          children(data)
        ))}
      {data && <Cost name={asked.asked.name} answer={data} />}
    </section>
  )
}

function Cost({ name, answer }: { name: string; answer: Answer }): ReactNode {
  const t = useTexts(questionTexts)
  const { bytes, dollars, moment, number } = useFormats()
  const cost = answer.isReused
    ? t.free(number(REUSE_MINUTES))
    : t.read(bytes(answer.scannedBytes), dollars(answer.dollars))
  return (
    <p className="question-cost small muted">
      <span className="visually-hidden">{t.question} </span>
      <code>{name}</code> · {cost}
      {answer.through !== undefined && <> · {t.through(moment(answer.through))}</>}
      {!answer.isWhole && <> · {t.cut(number(answer.rows.length))}</>}
    </p>
  )
}

function TakeMenu({ title, asked }: { title: string; asked: AskedQuestion }): ReactNode {
  const t = useTexts(questionTexts)
  const parts = useTexts(partsTexts)
  const copy = useCopy()
  const [isSqlOpen, setSqlOpen] = useState(false)
  const { data } = asked
  const { tenant, name, parameters } = asked.asked
  const acts: [string, () => void][] = [
    [t.copyCommand, () => copy(commandOf(tenant, name, parameters))],
    [parts.copyCurl, () => copy(curlOf(asked.request))],
    ...(data ? [[t.csv, () => saveCsv(tenant, name, data)] satisfies [string, () => void]] : []),
    [t.showSql, () => setSqlOpen(true)],
    [t.askAgain, () => void asked.askAgain()],
  ]
  return (
    <>
      <Menu label={<Icon name="more" />} name={t.more(title)} className="button">
        {(close) =>
          acts.map(([label, act]) => (
            <button
              key={label}
              type="button"
              className="menu-item"
              onClick={() => {
                close()
                act()
              }}
            >
              {label}
            </button>
          ))
        }
      </Menu>
      {isSqlOpen && (
        <Dialog title={t.sqlOf(title)} onClose={() => setSqlOpen(false)}>
          <QuestionSql asked={asked.asked} />
        </Dialog>
      )}
    </>
  )
}

const saveCsv = (tenant: string, name: string, { columns, rows }: Answer) =>
  saveFile(
    `${tenant}-${name}.csv`,
    'text/csv;charset=utf-8',
    toCsv(
      columns,
      rows.map((row) => columns.map((column) => row[column])),
    ),
  )

/** As the command line asks the same; a value of somebody is one word of the shell. */
export function commandOf(tenant: string, name: string, parameters: QuestionParameters): string {
  const given = Object.entries({ tenant, ...parameters }).filter(([, value]) => value !== '')
  const words = given.map(([one, value]) => `--${one} ${shellWord(String(value))}`)
  return ['npm run cairn -- query', name, ...words].join(' ')
}

const shellWord = (text: string) => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
