/** The activities whose name or IRI holds a text, what was used last first. */
import type { ReactNode } from 'react'
import { type AnswerRow, instantIn, numberIn } from '../api/use-question.ts'
import { useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { Found, FoundName, type FoundProps } from './found.tsx'
import { foundTexts } from './found-texts.ts'
import type { Column } from './table.tsx'

/** Its name, else its IRI: show it with `Value`. */
export type FoundActivity = { name: string; id: string }

/** @param children what is in the place of the name: a link to what somebody does with an activity */
export function FoundActivities({
  children,
  ...of
}: FoundProps & { children: (activity: FoundActivity) => ReactNode }): ReactNode {
  const t = useTexts(foundTexts)
  const { number, instant } = useFormats()
  const columns: Column<AnswerRow>[] = [
    {
      name: 'name',
      title: t.name,
      cell: (row) => (
        <FoundName id={row.activity_name ? row.activity : undefined}>{children(activityIn(row))}</FoundName>
      ),
    },
    { name: 'people', title: t.learners, isNumber: true, cell: (row) => number(numberIn(row, 'learners') ?? 0) },
    { name: 'last', title: t.lastUsed, cell: (row) => instant(instantIn(row, 'last_time')) },
  ]
  return (
    <Found
      {...of}
      question="activities"
      title={t.activities}
      nothing={{ ofDays: t.noActivities, ever: t.noActivitiesEver }}
      columns={columns}
      keyOf={({ activity }) => activity ?? ''}
    />
  )
}

function activityIn({ activity, activity_name: name }: AnswerRow): FoundActivity {
  const id = activity ?? ''
  return { id, name: (name || id).slice(0, 200) }
}
