import { catalogue } from '../language/language.ts'

export const chartTexts = catalogue({
  en: { asTable: 'Numbers as a table' },
  de: { asTable: 'Zahlen als Tabelle' },
})
