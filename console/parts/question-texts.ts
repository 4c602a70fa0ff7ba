import { catalogue } from '../language/language.ts'

export const questionTexts = catalogue({
  en: {
    more: (title: string) => `Take or renew: ${title}`,
    copyCommand: 'Copy as command',
    csv: 'Download CSV',
    askAgain: 'Ask the lake again',
    read: (bytes: string, dollars: string) => `read ${bytes}: ${dollars}`,
    free: (minutes: string) => `an answer of the last ${minutes} minutes, used again: free`,
    through: (time: string) => `holds everything stored before ${time}`,
    cut: (count: string) => `Only the first ${count} rows were loaded: the CSV has no more.`,
    question: 'Question of the lake',
    nothing: 'Nothing in these days',
  },
  de: {
    more: (title: string) => `Mitnehmen oder erneuern: ${title}`,
    copyCommand: 'Als Befehl kopieren',
    csv: 'CSV herunterladen',
    askAgain: 'Den Lake neu fragen',
    read: (bytes: string, dollars: string) => `${bytes} gelesen: ${dollars}`,
    free: (minutes: string) => `eine Antwort der letzten ${minutes} Minuten, wieder verwendet: kostenlos`,
    through: (time: string) => `enthält alles, was vor ${time} gespeichert wurde`,
    cut: (count: string) => `Nur die ersten ${count} Zeilen wurden geladen: mehr hat auch die CSV-Datei nicht.`,
    question: 'Frage an den Lake',
    nothing: 'Nichts in diesen Tagen',
  },
})
