/** Short news of what was done: said aloud, and gone after a while. What failed stays where it failed, not here. */
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTexts } from '../language/language.ts'
import { Icon } from './icon.tsx'
import { partsTexts } from './texts.ts'

type Toast = { id: number; text: string }

const SHOWN_MS = 6_000
let toasts: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const dismiss = (id: number) => set(toasts.filter((one) => one.id !== id))

export function toast(text: string): void {
  last += 1
  const id = last
  set([...toasts.slice(-3), { id, text }])
  setTimeout(() => dismiss(id), SHOWN_MS)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts(): ReactNode {
  const t = useTexts(partsTexts)
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div className="toasts" role="status">
      {shown.map(({ id, text }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          <button type="button" className="chip-remove" aria-label={t.dismiss} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
