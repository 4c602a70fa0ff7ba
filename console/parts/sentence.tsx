/** A statement as a sentence that a person can read. */

import { type ReactNode, useMemo } from 'react'
import { isolated } from '../language/bidi.ts'
import { type Language, useLanguage, useTexts } from '../language/language.ts'
import { lastingSeconds } from '../language/lasting.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { type Party, type Result, type Summary, secondsOf, type Thing } from '../language/statement-summary.ts'
import { sentenceTexts } from './sentence-texts.ts'
import { Value } from './value.tsx'

export type Wording = {
  party(party: Party | undefined): string
  thing(thing: Thing): string
  result(result: Result): string[]
  sentence(summary: Summary): string
}

/** Text of a sender goes no further than a line. */
const cut = (text: string, most = 200) => (text.length > most ? `${text.slice(0, most)}…` : text)

export function useWording(): Wording {
  const t = useTexts(sentenceTexts)
  const formats = useFormats()
  const language = useLanguage()
  return useMemo(() => {
    const party: Wording['party'] = (one) => {
      if (one === undefined) return t.someone
      if (one.label !== '') return cut(one.label)
      return one.members === undefined ? t.someone : t.members(formats.number(one.members))
    }
    const result: Wording['result'] = ({ score, success, completion, duration, response }) => [
      ...(score === undefined ? [] : [scoreIn(score)]),
      ...(success === undefined ? [] : [success ? t.passed : t.failed]),
      ...(completion === undefined ? [] : [completion ? t.completed : t.notCompleted]),
      ...(response === undefined ? [] : [t.responded(isolated(cut(response, 60)))]),
      ...(duration === undefined ? [] : [t.lasting(lasting(duration, language))]),
    ]
    const scoreIn = ({ scaled, raw, max }: NonNullable<Result['score']>) => {
      if (raw !== undefined && max !== undefined) return t.rawScore(formats.number(raw), formats.number(max))
      if (scaled !== undefined) return t.scaled(formats.percent(scaled))
      return t.rawAlone(formats.number(raw ?? 0))
    }
    const thing: Wording['thing'] = (one) => {
      if (one.kind === 'activity') return cut(one.label)
      if (one.kind === 'statement') return t.aStatement
      if (one.kind === 'party') return party(one.party)
      return one.kind === 'sub' ? t.aSubStatement(sentence(one.summary)) : t.something
    }
    const sentence = (summary: Summary): string =>
      [party(summary.actor), cut(summary.verb?.label ?? t.somethingDone), thing(summary.thing)].map(isolated).join(' ')
    return { party, thing, result, sentence }
  }, [t, formats, language])
}

/** `2 min`, `1 h 5 min`: what is no duration is shown as it is. */
export function lasting(duration: string, language: Language): string {
  const seconds = secondsOf(duration)
  return seconds === undefined ? isolated(cut(duration, 30)) : lastingSeconds(seconds, language)
}

export const Sentence = ({ summary }: { summary: Summary }): ReactNode => (
  <p className="sentence anywhere">
    <SentenceWords summary={summary} />
  </p>
)

/** For where no paragraph can be, such as a heading. */
export function SentenceWords({ summary }: { summary: Summary }): ReactNode {
  const wording = useWording()
  const t = useTexts(sentenceTexts)
  const result = wording.result(summary.result)
  return (
    <>
      <strong>
        <Value>{wording.party(summary.actor)}</Value>
      </strong>{' '}
      <Value>{summary.verb === undefined ? t.somethingDone : summary.verb.label.slice(0, 200)}</Value>{' '}
      <strong>
        <Value>{wording.thing(summary.thing)}</Value>
      </strong>
      {result.length > 0 && <span className="muted"> · {result.join(' · ')}</span>}
    </>
  )
}
