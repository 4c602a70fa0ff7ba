/** One question: its meaning, its parameters and columns, and what it cost before and after. */
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Query, QueryParameter } from '../../api/admin-api.ts'
import { priceOf } from '../../api/query-price.ts'
import { REUSE_MINUTES } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { commandOf } from '../../parts/question-card.tsx'
import { QuestionSql } from '../../parts/question-sql.tsx'
import { Table } from '../../parts/table.tsx'
import { Answer } from './answer.tsx'
import { complaintOf, givenOf, isOpenEnd, parametersOf, type Typed, typedOf } from './given.ts'
import { texts } from './texts.ts'
import { useView } from './use-query.ts'

export function Question({ question }: { question: Query }): ReactNode {
  const t = useTexts(texts)
  const { search, tenant } = useView()
  const asked = typedOf(search.given ?? [], question)
  const isRight = question.parameters.every((one) => complaintOf(one, asked[one.name] ?? '') === undefined)
  return (
    <>
      <section className="card stack" aria-label={question.name}>
        <div>
          <h2>{question.meaning}</h2>
          <code className="small muted">{question.name}</code>
        </div>
        <Ask question={question} asked={asked} />
      </section>
      {search.asked && isRight && <Answer question={question} parameters={parametersOf(asked, question)} />}
      <section className="stack" data-gap="s">
        <h2>{t.columns}</h2>
        <Table
          caption={t.columns}
          rows={question.columns}
          keyOf={({ name }) => name}
          columns={[
            { name: 'name', title: t.name, cell: ({ name }) => <code>{name}</code> },
            { name: 'unit', title: t.unit, cell: ({ unit }) => unit },
            { name: 'meaning', title: t.meaning, cell: ({ meaning }) => meaning },
          ]}
        />
      </section>
      <section className="stack" data-gap="s" aria-label={t.sql}>
        <h2>{t.sql}</h2>
        <QuestionSql asked={{ tenant, name: question.name, parameters: parametersOf(asked, question) }} />
      </section>
      <Elsewhere question={question} asked={asked} />
    </>
  )
}

type AskProps = { question: Query; asked: Typed }

function Ask({ question, asked }: AskProps): ReactNode {
  const t = useTexts(texts)
  const { dollars, number } = useFormats()
  const { change } = useView()
  const [typed, setTyped] = useState<Typed>(asked)
  const [isTried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (question.parameters.some((one) => complaintOf(one, typed[one.name] ?? '') !== undefined)) return
    const given = givenOf(typed, question)
    change({ given: given.length > 0 ? given : undefined, asked: true })
  }
  return (
    <form className="stack" onSubmit={submit} noValidate aria-label={t.parameters}>
      <div className="query-fields">
        {question.parameters.map((one) => (
          <Parameter
            key={one.name}
            parameter={one}
            value={typed[one.name] ?? ''}
            isTried={isTried}
            onText={(text) => setTyped((before) => ({ ...before, [one.name]: text }))}
          />
        ))}
      </div>
      <div className="row">
        <Button kind="primary" type="submit">
          {t.run}
        </Button>
        <span className="small muted query-before">{t.before(dollars(priceOf(0, false)), number(REUSE_MINUTES))}</span>
      </div>
    </form>
  )
}

type ParameterProps = { parameter: QueryParameter; value: string; isTried: boolean; onText: (text: string) => void }

const MODES = { text: 'text', words: 'text', date: 'text', integer: 'numeric', number: 'decimal' } as const

function Parameter({ parameter, value, isTried, onText }: ParameterProps): ReactNode {
  const t = useTexts(texts)
  const { name, type, meaning } = parameter
  const complaint = isTried ? complaintOf(parameter, value) : undefined
  const hint = type === 'words' ? `${meaning}. ${t.words}` : isOpenEnd(parameter) ? `${meaning}. ${t.openEnd}` : meaning
  return (
    <Field label={name} hint={hint} error={complaint && t[complaint]}>
      {(control) => (
        <input
          {...control}
          type={type === 'date' ? 'date' : 'text'}
          inputMode={MODES[type]}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => onText(target.value)}
        />
      )}
    </Field>
  )
}

function Elsewhere({ question, asked }: AskProps): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const command = commandOf(tenant, question.name, parametersOf(asked, question))
  return (
    <section className="stack" data-gap="s">
      <h2>{t.elsewhere}</h2>
      <p className="small muted">{t.elsewhereLead}</p>
      <div className="row">
        <code className="code query-command" data-wrap="true">
          {command}
        </code>
        <Copy text={command} label={t.copyCommand} />
      </div>
    </section>
  )
}
