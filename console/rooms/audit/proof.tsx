/** The proof of one record: whose it is, which of theirs, and what is found of it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { identifiersIn } from '../../language/identifiers.ts'
import { useTexts } from '../../language/language.ts'
import { FindForm, LEAST } from '../../parts/find-form.tsx'
import { FoundPeople } from '../../parts/found-people.tsx'
import { useTyped } from '../../parts/use-typed.ts'
import { Value } from '../../parts/value.tsx'
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
        <Ask />
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

const NOTHING = {
  ...{ name: undefined, allYears: undefined, person: undefined, all: undefined, words: undefined },
  ...{ statement: undefined },
}

function Ask(): ReactNode {
  const t = useTexts(proofTexts)
  const { search, change } = useView()
  const [typed, setTyped] = useTyped(writtenOf(search))
  const find = (text: string) => {
    const { uuid, agent } = identifiersIn(text)
    if (uuid === undefined && agent === undefined && text.length < LEAST) return t.tooShort
    change({ ...NOTHING, statement: uuid, person: agent, name: (uuid ?? agent) ? undefined : text })
    return undefined
  }
  const form = { label: t.asked, hint: t.askedHint, act: t.find, isFirst: search.statement === undefined }
  return <FindForm {...form} typed={typed} onType={setTyped} onFind={find} />
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
