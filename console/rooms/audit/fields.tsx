/** Fields of the forms of this room, each with its label, hint and what is wrong with it. */
import type { ReactNode } from 'react'
import type { PersonIdentifiers } from '../../api/admin-api.ts'
import { readAgent } from '../../language/agent-id.ts'
import { Field } from '../../parts/field.tsx'
import type { CaseTexts } from './case-texts.ts'

type About = { label: string; hint?: string; error?: string | undefined }
type TextFieldProps = About & { value: string; onText: (text: string) => void; rows?: number; disabled?: boolean }

export function TextField({ label, hint, error, value, onText, rows, ...rest }: TextFieldProps): ReactNode {
  return (
    <Field label={label} error={error} {...(hint !== undefined && { hint })}>
      {(control) => {
        const common = {
          ...{ ...control, value, spellCheck: false, autoComplete: 'off' },
          onChange: ({ target }: { target: { value: string } }) => onText(target.value),
          ...rest,
        }
        return rows === undefined ? <input {...common} /> : <textarea rows={rows} {...common} />
      }}
    </Field>
  )
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What somebody typed for a person: who it is, or the sentence against it. */
export function readPerson(
  { people, texts }: { people: string; texts: string },
  t: CaseTexts,
): { person?: PersonIdentifiers; error?: string } {
  const read = linesOf(people).map((line) => ({ line, agent: readAgent(line) }))
  const wrong = read.find(({ agent }) => agent === undefined)
  if (wrong) return { error: t.notAgents(wrong.line) }
  const agents = read.flatMap(({ agent }) => (agent ? [agent] : []))
  const more = linesOf(texts)
  if (agents.length === 0) return more.length > 0 ? { error: t.needPerson } : {}
  return { person: { agents, ...(more.length > 0 && { texts: more }) } }
}
