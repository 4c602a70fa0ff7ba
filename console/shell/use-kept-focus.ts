/** What has the focus may go, with the row that was removed or the view that was closed: then the content has it, not nobody. */
import { type RefObject, useEffect } from 'react'

export function useKeptFocus(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: EventTarget | null = null
    const note = ({ target }: FocusEvent) => {
      last = target
    }
    const observer = new MutationObserver(() => {
      const isLost = document.activeElement === document.body && last instanceof Element && !last.isConnected
      if (isLost) main.current?.focus({ preventScroll: true })
    })
    addEventListener('focusin', note)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      removeEventListener('focusin', note)
      observer.disconnect()
    }
  }, [main])
}
