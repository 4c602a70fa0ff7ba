import { catalogue } from '../language/language.ts'

export const foundTexts = catalogue({
  en: {
    people: 'People found',
    noPeople: (days: string) => `Nobody of that name in what was stored in the last ${days} days`,
    noPeopleEver: 'Nobody of that name in all that was stored',
    activities: 'Activities found',
    noActivities: (days: string) => `No activity of that name in what was stored in the last ${days} days`,
    noActivitiesEver: 'No activity of that name in all that was stored',
    ofDays: (days: string) => `By a part of the name or identifier, in what was stored in the last ${days} days.`,
    ofAllYears: 'By a part of the name or identifier, in all that was stored.',
    allYears: 'Look in all years',
    found: (count: string) => (count === '1' ? '1 found' : `${count} found`),
    name: 'Name',
    statements: 'Statements',
    learners: 'People',
    lastSeen: 'Last seen',
    lastUsed: 'Last used',
  },
  de: {
    people: 'Gefundene Personen',
    noPeople: (days: string) => `Niemand mit diesem Namen in dem, was in den letzten ${days} Tagen gespeichert wurde`,
    noPeopleEver: 'Niemand mit diesem Namen in allem, was gespeichert wurde',
    activities: 'Gefundene Aktivitäten',
    noActivities: (days: string) =>
      `Keine Aktivität mit diesem Namen in dem, was in den letzten ${days} Tagen gespeichert wurde`,
    noActivitiesEver: 'Keine Aktivität mit diesem Namen in allem, was gespeichert wurde',
    ofDays: (days: string) =>
      `Nach einem Teil des Namens oder der Kennung, in dem, was in den letzten ${days} Tagen gespeichert wurde.`,
    ofAllYears: 'Nach einem Teil des Namens oder der Kennung, in allem, was gespeichert wurde.',
    allYears: 'In allen Jahren suchen',
    found: (count: string) => `${count} gefunden`,
    name: 'Name',
    statements: 'Statements',
    learners: 'Personen',
    lastSeen: 'Zuletzt gesehen',
    lastUsed: 'Zuletzt verwendet',
  },
})
