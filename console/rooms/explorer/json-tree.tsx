/** A statement as a tree: what can be a filter has a button for it. Branches and long texts are drawn when they are opened. */
import { type ReactNode, useState } from 'react'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Value } from '../../parts/value.tsx'
import { useFilters } from './filter-bar.tsx'
import { NumberText, shortened } from './json-text.ts'
import type { Search } from './search.ts'
import { texts } from './texts.ts'
import { filterAt } from './tree-filters.ts'

/** Entries of a branch that are drawn at once. */
const STEP = 100

type Node = { name: string; value: unknown; path: readonly string[] }

export function JsonTree({ value }: { value: unknown }): ReactNode {
  return (
    <div className="explorer-tree">
      <Members of={value} path={[]} />
    </div>
  )
}

const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof NumberText)

function Members({ of, path }: { of: unknown; path: readonly string[] }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const [shown, setShown] = useState(STEP)
  const entries = isBranch(of) ? Object.entries(of) : []
  const left = entries.length - shown
  return (
    <ul role="list">
      {entries.slice(0, shown).map(([name, value]) => (
        <li key={name}>
          <Entry name={name} value={value} path={[...path, name]} />
        </li>
      ))}
      {left > 0 && (
        <li>
          <Button size="s" kind="quiet" onClick={() => setShown(shown + STEP * 10)}>
            {t.more(number(left))}
          </Button>
        </li>
      )}
    </ul>
  )
}

function Entry({ name, value, path }: Node): ReactNode {
  const { number } = useFormats()
  // The first levels are what somebody wants to see at once.
  const [isOpen, setOpen] = useState(path.length < 3)
  const filter = filterAt(path, value)
  if (!isBranch(value))
    return (
      <div className="explorer-leaf">
        <Key name={name} /> <Leaf value={value} />
        {filter && <FilterButton what={name} filter={filter} />}
      </div>
    )
  const count = Object.keys(value).length
  return (
    <div className="explorer-branch">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Key name={name} />{' '}
          <code className="muted">{Array.isArray(value) ? `[${number(count)}]` : `{${number(count)}}`}</code>
        </summary>
        {isOpen && <Members of={value} path={path} />}
      </details>
      {filter && <FilterButton what={name} filter={filter} />}
    </div>
  )
}

/** Whatever a sender took for a name. */
const Key = ({ name }: { name: string }): ReactNode => (
  <code className="explorer-key">
    <Value>{shortened(name)}</Value>
  </code>
)

function Leaf({ value }: { value: unknown }): ReactNode {
  if (value instanceof NumberText) return <code className="explorer-number">{value.text}</code>
  if (typeof value !== 'string') return <code className="explorer-number">{String(value)}</code>
  return (
    <span className="explorer-text anywhere">
      <Value>{shortened(value)}</Value>
    </span>
  )
}

function FilterButton({ what, filter }: { what: string; filter: Partial<Search> }): ReactNode {
  const t = useTexts(texts)
  const { change } = useFilters()
  return (
    <button
      type="button"
      className="explorer-filter"
      aria-label={t.filterByThis(what)}
      title={t.filterByThis(what)}
      onClick={() => change(filter)}
    >
      <Icon name="filter" />
    </button>
  )
}
