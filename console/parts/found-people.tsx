/** The people whose name or identifier holds a text, who was seen last first. */
import type { ReactNode } from 'react'
import { type AnswerRow, instantIn, numberIn } from '../api/use-question.ts'
import { agentOfId } from '../language/agent-id.ts'
import { useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { Found, FoundName, type FoundProps } from './found.tsx'
import { foundTexts } from './found-texts.ts'
import type { Column } from './table.tsx'

export type FoundPerson = {
  /** What to call them: their name, else their identifier. For people: show it with `Value`. */
  name: string
  /** As the lake writes them: `mailto:…`, `homePage|name`, … */
  id: string
  /** As JSON, as filters and addresses have it. */
  agent: string
}

/** @param children what is in the place of the name: a link to what somebody does with a person */
export function FoundPeople({
  children,
  ...of
}: FoundProps & { children: (person: FoundPerson) => ReactNode }): ReactNode {
  const t = useTexts(foundTexts)
  const { number, instant } = useFormats()
  const columns: Column<AnswerRow>[] = [
    {
      name: 'name',
      title: t.name,
      cell: (row) => <FoundName id={row.learner_name ? row.learner : undefined}>{children(personIn(row))}</FoundName>,
    },
    {
      name: 'statements',
      title: t.statements,
      isNumber: true,
      cell: (row) => number(numberIn(row, 'statements') ?? 0),
    },
    { name: 'last', title: t.lastSeen, cell: (row) => instant(instantIn(row, 'last_time')) },
  ]
  return (
    <Found
      {...of}
      question="people"
      title={t.people}
      nothing={{ ofDays: t.noPeople, ever: t.noPeopleEver }}
      columns={columns}
      keyOf={({ learner }) => learner ?? ''}
    />
  )
}

function personIn({ learner, learner_name: name }: AnswerRow): FoundPerson {
  const id = learner ?? ''
  return { id, name: (name || id).slice(0, 200), agent: agentOfId(id) ?? JSON.stringify({ openid: id }) }
}
