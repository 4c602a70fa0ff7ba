/** After a step to another view the focus goes to its content, and its title is said: a page load would do the same. */
import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'

export function Announcer({ main }: { main: { current: HTMLElement | null } }): ReactNode {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const before = useRef(path)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (path === undefined || before.current === path) return
    const isFirst = before.current === undefined
    before.current = path
    if (isFirst) return
    main.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
    // The view sets its title when it is there; one that has the same as before is said all the same.
    const say = () => setSaid(document.title)
    const observer = new MutationObserver(say)
    observer.observe(document.head, { subtree: true, childList: true, characterData: true })
    const timer = setTimeout(say, 1_000)
    return () => {
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [path, main])
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  )
}
