import { catalogue } from '../language/language.ts'

export const periodTexts = catalogue({
  en: {
    lastWeek: 'last week, Monday to Sunday',
    between: 'between two days',
    from: 'From',
    to: 'To',
    latest: (time: string) => `The last one was on ${time}.`,
    showDays: (from: string, to: string) => `Show ${from} to ${to}`,
  },
  de: {
    lastWeek: 'letzte Woche, Montag bis Sonntag',
    between: 'zwischen zwei Tagen',
    from: 'Von',
    to: 'Bis',
    latest: (time: string) => `Das letzte war am ${time}.`,
    showDays: (from: string, to: string) => `${from} bis ${to} zeigen`,
  },
})
