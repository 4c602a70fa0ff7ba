/** `/` leads to the search, unless somebody types into a field; who speaks to their machine may turn it off (WCAG 2.1.4). */
import { useEffect, useEffectEvent, useState } from 'react'

const KEPT = 'cairn.slash'
const isOn = () => localStorage.getItem(KEPT) !== 'off'

export function useSlashSetting(): [boolean, (isOn: boolean) => void] {
  const [is, setIs] = useState(isOn)
  const choose = (next: boolean) => {
    localStorage.setItem(KEPT, next ? 'on' : 'off')
    setIs(next)
  }
  return [is, choose]
}

const FIELD = 'input, select, textarea, [contenteditable]'
/** What is open above the page keeps its keys. */
const ABOVE = 'dialog[open], :popover-open'

export function useSlashKey(onPress: () => void): void {
  const press = useEffectEvent(onPress)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const isTyping = event.target instanceof Element && event.target.closest(FIELD) !== null
      if (isTyping || document.querySelector(ABOVE) !== null || !isOn()) return
      event.preventDefault()
      press()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}
