/**
 * Texts in the languages of the console. Each room has a catalogue of its own, loaded with the room; a language that lacks
 * a text, or has one with other arguments, does not compile.
 */
import { createContext, useContext } from 'react'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

export const isLanguage = (text: unknown): text is Language => typeof text === 'string' && text in LANGUAGES

/** A text, or what makes one of what it is about. */
type Text = string | ((...about: never[]) => string)
type Texts = { readonly [name: string]: Text }
/** The same names, and functions of the same arguments. */
type SameAs<T extends Texts> = {
  readonly [name in keyof T]: T[name] extends string ? string : T[name]
}
export type Catalogue<T extends Texts> = { readonly en: T; readonly de: SameAs<T> }

export const catalogue = <const T extends Texts>(texts: Catalogue<T>): Catalogue<T> => texts

export const LanguageContext = createContext<Language>('en')
export const useLanguage = (): Language => useContext(LanguageContext)

/** The texts in the language that is chosen. */
export function useTexts<T extends Texts>(texts: Catalogue<T>): SameAs<T> {
  const { en, de } = texts
  return useLanguage() === 'de' ? de : (en as SameAs<T>)
}

/** The language's direction: the styles are logical, so one attribute turns the page. */
export const directionOf = (_: Language): 'ltr' | 'rtl' => 'ltr'

/** What was chosen, else what the browser asks for. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem('cairn.language')
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage) ?? 'en'
}

/** Of a map of languages, as xAPI has them: the language asked for, else a near one, else English, else any. */
export function inLanguage(map: { [tag: string]: string } | undefined, language: string): string | undefined {
  if (map === undefined) return undefined
  const tags = Object.keys(map)
  const base = language.split('-')[0] ?? language
  const tag =
    tags.find((one) => one.toLowerCase() === language.toLowerCase()) ??
    tags.find((one) => one.toLowerCase().split('-')[0] === base) ??
    tags.find((one) => one.toLowerCase().startsWith('en')) ??
    tags[0]
  return tag === undefined ? undefined : map[tag]
}
