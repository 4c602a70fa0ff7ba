/** The search in the head of a tenant's pages. Where the window is narrow a button opens it above the head. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FocusEvent, type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '../language/language.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useTyped } from '../parts/use-typed.ts'
import { room } from '../rooms/find/room.ts'
import { accessIn, mayEnter, useMe } from './access.ts'
import { useSlashKey } from './slash-key.ts'
import { shellTexts } from './texts.ts'

export function HeadSearch(): ReactNode {
  const me = useMe()
  const { tenant } = useParams({ strict: false })
  if (tenant === undefined || !mayEnter(accessIn(me, tenant), room.roles)) return null
  return <SearchIn key={tenant} tenant={tenant} />
}

function SearchIn({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(shellTexts)
  const navigate = useNavigate()
  const { text = '' } = useSearch({ strict: false })
  const [typed, setTyped] = useTyped(text)
  const [isOpen, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isOpen) field.current?.focus()
  }, [isOpen])
  useSlashKey(() => {
    setOpen(true)
    field.current?.select()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = typed.trim()
    if (wanted === '') return
    setOpen(false)
    void navigate({ to: '/t/$tenant/find', params: { tenant }, search: { text: wanted } })
  }
  const close = () => {
    setOpen(false)
    opener.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && (typed === '' || typed === text)) close()
  }
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(false)
  }
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="button head-search-opener"
        data-kind="quiet"
        aria-label={t.findWhat}
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <Icon name="find" />
      </button>
      <form
        role="search"
        className="head-search"
        data-open={isOpen}
        aria-label={t.findWhat}
        onSubmit={submit}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      >
        <input
          ref={field}
          type="search"
          className="input"
          aria-label={t.findWhat}
          aria-keyshortcuts="/"
          placeholder={t.findWhat}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button type="submit" kind="quiet" aria-label={t.find}>
          <Icon name="find" />
        </Button>
        <Button kind="quiet" className="button head-search-closer" aria-label={t.closeFind} onClick={close}>
          <Icon name="close" />
        </Button>
      </form>
    </>
  )
}
