/** A button with a popover: the browser closes it by Escape and by a click beside it, and gives the focus back. */
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'

type MenuProps = { label: ReactNode; name: string; children: (close: () => void) => ReactNode; className?: string }

/** @param name what it is called for who does not see the label */
export function Menu({ label, name, children, className = 'button' }: MenuProps): ReactNode {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  useLayoutEffect(() => {
    if (isOpen && button.current && panel.current) place(panel.current, button.current)
  }, [isOpen])
  const close = () => panel.current?.hidePopover()
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        data-kind="quiet"
        popoverTarget={id}
        aria-label={name}
        aria-expanded={isOpen}
      >
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="menu"
        role="group"
        aria-label={name}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen && children(close)}
      </div>
    </>
  )
}

/** Below the button, within the window: set by script, for browsers without anchors. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const { bottom, left, right } = button.getBoundingClientRect()
  const width = panel.offsetWidth
  const isRtl = getComputedStyle(button).direction === 'rtl'
  const isEnd = isRtl ? right - width >= 8 : left + width > innerWidth - 8
  panel.style.top = `${bottom + 4}px`
  panel.style.left = `${Math.max(8, isEnd ? right - width : left)}px`
}
