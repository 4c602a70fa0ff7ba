import { catalogue } from '../../language/language.ts'

export const proofTexts = catalogue({
  en: {
    title: 'Prove one record',
    lead: 'Find the person, choose what they did, and see whether anybody changed the record. Nobody needs to know an id.',
    asked: 'Person, or id of a statement',
    askedHint:
      'A part of a name, a mailbox, an account as homePage|name, or the id of a statement. What was stored just now is not found by a name yet; mailboxes and accounts find all.',
    find: 'Find',
    tooShort: 'A part of a name has two characters at least.',
    recordsOf: (name: string) => `Records of ${name}`,
    results: 'Results, the newest first',
    records: 'All records, the newest first',
    showAll: 'Show all records',
    showResults: 'Show results alone',
    others: 'Other people of this name',
    words: 'Only those with these words',
    prove: 'Proof',
    proveThis: (what: string) => `Proof: ${what}`,
    close: 'Close',
    closeThis: (what: string) => `Close the proof: ${what}`,
    noResults: 'No results among these records',
    noResultsLead: 'Nothing that was passed, failed, completed or scored fits. Show all records, or go on.',
    noRecords: 'No records',
    noRecordsLead: 'Nothing is stored of whoever this identifies. Is it written as the sender writes it?',
    older: 'Older ones',
    verdict: 'The proof',
    notYet: 'There is no proof yet',
    notYetLead:
      'Each hour is signed some minutes after its end; from then on there is a proof of what was stored in it. Nothing is wrong.',
    voided: 'It was voided',
    voidedLead:
      'The record is what was stored, but another one voids it: it counts for nothing any more. That is no part of this proof; what voided it has a proof of its own.',
    voidedBy: 'What voided it',
    lookAgain: 'Look again',
    saveAll: 'Download all to check it (.zip)',
    saveAllLead:
      'The proof, the public key, a verifier without dependencies, and how to run it: for somebody who has nothing of Cairn.',
    saveProof: 'Download the proof alone',
    openStatement: 'Open the statement',
  },
  de: {
    title: 'Einen Datensatz beweisen',
    lead: 'Suchen Sie die Person, wählen Sie, was sie getan hat, und sehen Sie, ob jemand den Datensatz geändert hat. Eine Id braucht niemand zu kennen.',
    asked: 'Person oder Id eines Statements',
    askedHint:
      'Ein Teil eines Namens, ein Postfach, ein Konto als homePage|name oder die Id eines Statements. Was eben erst gespeichert wurde, findet ein Name noch nicht; Postfächer und Konten finden alles.',
    find: 'Suchen',
    tooShort: 'Ein Teil eines Namens hat mindestens zwei Zeichen.',
    recordsOf: (name: string) => `Datensätze von ${name}`,
    results: 'Ergebnisse, die neuesten zuerst',
    records: 'Alle Datensätze, die neuesten zuerst',
    showAll: 'Alle Datensätze zeigen',
    showResults: 'Nur Ergebnisse zeigen',
    others: 'Andere Personen dieses Namens',
    words: 'Nur die mit diesen Worten',
    prove: 'Beweis',
    proveThis: (what: string) => `Beweis: ${what}`,
    close: 'Schließen',
    closeThis: (what: string) => `Schließen: der Beweis für ${what}`,
    noResults: 'Keine Ergebnisse unter diesen Datensätzen',
    noResultsLead:
      'Nichts, was bestanden, nicht bestanden, abgeschlossen oder bewertet wurde, passt. Zeigen Sie alle Datensätze, oder gehen Sie weiter.',
    noRecords: 'Keine Datensätze',
    noRecordsLead:
      'Nichts ist von dem gespeichert, den das bezeichnet. Ist es so geschrieben, wie der Absender es schreibt?',
    older: 'Ältere',
    verdict: 'Der Beweis',
    notYet: 'Noch gibt es keinen Beweis',
    notYetLead:
      'Jede Stunde wird einige Minuten nach ihrem Ende signiert; von da an gibt es einen Beweis für alles, was in ihr gespeichert wurde. Nichts ist falsch.',
    voided: 'Es wurde für ungültig erklärt',
    voidedLead:
      'Der Datensatz ist, was gespeichert wurde, aber ein anderer erklärt ihn für ungültig: er zählt nicht mehr. Das gehört nicht zu diesem Beweis; was ihn für ungültig erklärt hat, hat seinen eigenen.',
    voidedBy: 'Was ihn für ungültig erklärt hat',
    lookAgain: 'Noch einmal nachsehen',
    saveAll: 'Alles zum Prüfen herunterladen (.zip)',
    saveAllLead:
      'Der Beweis, der öffentliche Schlüssel, ein Prüfprogramm ohne Abhängigkeiten, und wie man es aufruft: für jemanden, der nichts von Cairn hat.',
    saveProof: 'Nur den Beweis herunterladen',
    openStatement: 'Statement öffnen',
  },
})
