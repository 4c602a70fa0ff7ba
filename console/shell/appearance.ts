/** Light, dark, or as the system has it; kept for the next time. */
import { useState } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEPT = 'cairn.theme'

const read = (): Theme => THEMES.find((one) => one === localStorage.getItem(KEPT)) ?? 'system'

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export const showKeptTheme = (): void => show(read())

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(read)
  const choose = (next: Theme) => {
    localStorage.setItem(KEPT, next)
    show(next)
    setTheme(next)
  }
  return [theme, choose]
}
