/**
 * A list of any length as a grid of one column: only the rows in sight are there. One stop of Tab; arrows, Page, Home and
 * End move, Enter opens. The focus is the list's, so it is not lost when its row is gone.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

type VirtualListProps<Row> = {
  label: string
  rows: readonly Row[]
  keyOf: (row: Row) => string
  rowHeight: number
  /** In pixels, or any length of CSS. */
  height: string
  /** The key of the row that is open beside the list. */
  chosen?: string | undefined
  onOpen: (row: Row) => void
  /** Somebody is near the end. */
  onNearEnd?: () => void
  children: (row: Row) => ReactNode
}

export function VirtualList<Row>(props: VirtualListProps<Row>): ReactNode {
  const { label, rows, keyOf, rowHeight, height, chosen, onOpen, onNearEnd, children } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  // The compiler of React is not used, so what it can't memoize here costs nothing.
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => keyOf(rows[index] as Row),
  })
  const items = list.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && lastShown > rows.length - 20) onNearEnd?.()
  }, [lastShown, rows.length, onNearEnd])
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const target = targetOf(event.key, { at, page, last: rows.length - 1 })
    const row = rows[at]
    if (event.key === 'Enter' && row !== undefined) onOpen(row)
    if (target === undefined) return
    event.preventDefault()
    setAt(target)
    list.scrollToIndex(target)
  }
  return (
    <div
      ref={frame}
      className="virtual"
      style={{ blockSize: height }}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={items.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div style={{ blockSize: list.getTotalSize() }} role="presentation">
        {items.map(({ index, key, start }) => {
          const row = rows[index] as Row
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's
            <div
              key={key}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={keyOf(row) === chosen}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              data-at={index === at}
              className="virtual-row"
              style={{ blockSize: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                setAt(index)
                onOpen(row)
              }}
            >
              {children(row)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type Place = { at: number; page: number; last: number }

/** Where a key leads, if it leads anywhere. */
export function targetOf(key: string, { at, page, last }: Place): number | undefined {
  const steps: { [key: string]: number } = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  }
  const target = steps[key]
  return target === undefined ? undefined : Math.max(0, Math.min(last, target))
}
