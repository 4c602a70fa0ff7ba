/** Cells that hold text: NULL wherever a statement has something else. */
import type { LanguageMap } from '../xapi/statement.ts'

/**
 * The text of a language map: English if there is any, else the first language given. All rows follow the same rule,
 * whatever their reader's language, so that grouping by a name does not split one activity in two.
 */
export function languageMapText(map: LanguageMap | undefined): string | null {
  if (!map) return null
  const tags = Object.keys(map)
  const english = tags.find((tag) => tag.toLowerCase() === 'en') ?? tags.find((tag) => /^en-/i.test(tag))
  return textOrNull(map[english ?? tags[0] ?? ''])
}

export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const textsOrNull = (values: unknown[] | undefined): string[] | null =>
  values?.filter((value) => typeof value === 'string') ?? null
