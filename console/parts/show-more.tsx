/** The end of a list that may go on: how many are shown, and the next ones when somebody wants them. */
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { Button } from './button.tsx'
import { FailureNote } from './states.tsx'
import { partsTexts } from './texts.ts'

type GrowingList = {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: unknown
  fetchNextPage(): Promise<unknown>
}

/** Nothing where the list is whole. */
export function ShowMore({ list, count }: { list: GrowingList; count: number }): ReactNode {
  const t = useTexts(partsTexts)
  const { number } = useFormats()
  const more = () => void list.fetchNextPage()
  if (!list.hasNextPage) return null
  return (
    <>
      <div className="row">
        <Button unavailable={list.isFetchingNextPage ? t.loading : undefined} onClick={more}>
          {t.showMore}
        </Button>
        <span className="small muted" role="status">
          {t.shownRows(number(count))}
        </span>
      </div>
      {list.isFetchNextPageError && <FailureNote error={list.error} retry={more} />}
    </>
  )
}
