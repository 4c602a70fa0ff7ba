import { catalogue, type useTexts } from '../../language/language.ts'
import { de } from './de.ts'
import { en } from './en.ts'

export const texts = catalogue({ en, de })
export type PeopleTexts = ReturnType<typeof useTexts<typeof en>>
