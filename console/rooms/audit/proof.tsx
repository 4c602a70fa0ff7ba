/** The proof of one record: whose it is, which of theirs, and what is found of it. */
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { FoundPeople } from '../../parts/found-people.tsx'
import { Value } from '../../parts/value.tsx'
import { readAsked } from './asked.ts'
import { proofTexts } from './proof-texts.ts'
import { ProofOf } from './proven.tsx'
import { Records } from './records.tsx'
import type { Search } from './search.ts'
import { useView } from './use-view.ts'

export function Proof(): ReactNode {
  const t = useTexts(proofTexts)
  const { search } = useView()
  const { name, person, statement } = search
  return (
    <div className="stack">
      <section className="card stack" aria-label={t.title}>
        <h2>{t.title}</h2>
        <p className="muted audit-lead">{t.lead}</p>
        <Ask key={writtenOf(search)} />
      </section>
      {person !== undefined ? (
        <Records key={person} person={person} />
      ) : (
        <>
          {statement !== undefined && <ProofOf key={statement} id={statement} />}
          {name !== undefined && <People name={name} />}
        </>
      )}
    </div>
  )
}

/** As somebody would have written it who wants what the address says. */
const writtenOf = ({ name, person, statement }: Search) =>
  name ?? (person === undefined ? statement : idOfAgent(person)?.replace(/^mailto:/, '')) ?? ''

const NOTHING = { name: undefined, allYears: undefined, person: undefined, all: undefined, statement: undefined }

function Ask(): ReactNode {
  const t = useTexts(proofTexts)
  const { search, change } = useView()
  const [typed, setTyped] = useState(writtenOf(search))
  const [isEmpty, setEmpty] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const asked = readAsked(typed)
    setEmpty(asked === undefined)
    if (asked !== undefined) change({ ...NOTHING, ...asked })
  }
  return (
    <form onSubmit={submit} role="search" noValidate>
      <Field label={t.asked} hint={t.askedHint} error={isEmpty ? t.nothingAsked : undefined}>
        {(control) => (
          <div className="audit-ask">
            <input
              {...control}
              value={typed}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => setTyped(target.value)}
            />
            <Button type="submit" kind={search.statement === undefined ? 'primary' : 'plain'}>
              {t.find}
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}

function People({ name }: { name: string }): ReactNode {
  const { tenant, search, change } = useView()
  return (
    <FoundPeople
      tenant={tenant}
      text={name}
      isAllYears={search.allYears === true}
      onAllYears={() => change({ allYears: true })}
    >
      {({ name: label, agent }) => (
        <Link to="/t/$tenant/audit" params={{ tenant }} search={{ ...search, person: agent }}>
          <Value>{label}</Value>
        </Link>
      )}
    </FoundPeople>
  )
}
