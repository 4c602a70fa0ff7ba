/** What a person reads in a cell. */
import type { LanguageMap } from '../xapi/statement.ts'

/**
 * The text of a language map: English where there is English, else the first language given. The same rule for every
 * row, not the reader's language, so that grouping by a name does not split one activity in two.
 */
export function inWords(map: LanguageMap | undefined): string | null {
  if (!map) return null
  const tags = Object.keys(map)
  const english = tags.find((tag) => tag.toLowerCase() === 'en') ?? tags.find((tag) => /^en-/i.test(tag))
  return wordOrNull(map[english ?? tags[0] ?? ''])
}

export const wordOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const texts = (values: unknown[] | undefined): string[] | null =>
  values?.filter((value) => typeof value === 'string') ?? null
