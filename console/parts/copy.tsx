/** Copies a text, and says that it did. */
import type { ReactNode } from 'react'
import { curlOf } from '../api/curl.ts'
import type { SentRequest } from '../api/failure.ts'
import { useTexts } from '../language/language.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { partsTexts } from './texts.ts'
import { toast } from './toasts.tsx'

export function useCopy(): (text: string) => void {
  const t = useTexts(partsTexts)
  return (text) => {
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    copying.then(
      () => toast(t.copied),
      () => toast(t.copyFailed),
    )
  }
}

type CopyProps = { text: string; label: string; kind?: 'plain' | 'quiet'; isShort?: boolean }

/** `isShort`: the picture alone, with the label as its name. */
export function Copy({ text, label, kind = 'quiet', isShort = false }: CopyProps): ReactNode {
  const copy = useCopy()
  return (
    <Button kind={kind} size="s" onClick={() => copy(text)} {...(isShort && { 'aria-label': label, title: label })}>
      <Icon name="copy" />
      {!isShort && label}
    </Button>
  )
}

/** The request behind a view, for a shell. */
export function CopyCurl({ request, kind = 'quiet' }: { request: SentRequest; kind?: 'plain' | 'quiet' }): ReactNode {
  const t = useTexts(partsTexts)
  return <Copy text={curlOf(request)} label={t.copyCurl} kind={kind} />
}
