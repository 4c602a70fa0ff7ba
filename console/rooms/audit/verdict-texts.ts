/** What was found of a proof, or of another file, in words: no more than was checked, and no less. */
import { catalogue } from '../../language/language.ts'

export const verdictTexts = catalogue({
  en: {
    isTrue: 'True',
    isFalse: 'False',
    unknown: 'Not checked',
    unknownLead:
      'This is no proof, head or certificate of Cairn, so nothing was checked. Of a download choose the .zip, or the .json files in it.',
    unchanged: 'Unchanged',
    notProven: 'Not proven',
    removed: 'Removed by a case',
    rewritten: 'Changed by a case',
    inPart: 'Checked in part',
    falseTitle: 'The record was changed, or this is no proof of it',
    removedTitle: 'A record that does not stand here any more',
    rewrittenTitle: 'What stands there now:',
    saidRemoved: 'A record that was removed, the proof says',
    saidRewritten: 'What stands there now, the proof says:',
    proofTrue: 'Not a character of this record has changed since it was digested.',
    sinceThen: 'Each hour is digested some minutes after its end. When it happened is what its sender says.',
    checked: 'What was checked in this browser',
    leadsTo: (hour: string) => `Its exact text leads to the digest of ${hour}, the hour in which it was stored.`,
    isSigned: (made: string) => `That digest stands under a head which was signed ${made}, with the key below.`,
    follows: (hour: string) =>
      `The newest head, of ${hour}, is signed too and holds that head; no hour between them is left out.`,
    notShown:
      'A proof can’t show that what was sent was true, nor that nothing was left out. Who wants to trust neither this page nor its key takes the download, and the key from somebody else.',
    leafTrue:
      'A record of this leaf was digested. What it was before, this cannot say: nobody can open the leaf any more.',
    wasRemoved: (name: string) => `The case ${name} removed it`,
    wasRewritten: (name: string) => `The case ${name} put another text in its place`,
    certified: (became: string, ended: string) =>
      `${became}, and ended ${ended}: its certificate, which is signed, names this record.`,
    notCertified: (became: string, ended: string) =>
      `${became}, and ended ${ended}, the proof says. Choose its certificate too, to have that checked.`,
    certificateTrue: 'The certificate is as it was signed.',
    leaf: 'Leaf',
    record: 'Record',
    happened: 'Happened',
    stored: 'Stored',
    who: 'Who',
    sentWith: 'Sent with',
    digest: 'Digest of the hour',
    head: 'Head',
    newestHead: 'Newest head',
    headSays: (hour: string, made: string) => `of ${hour}, signed ${made}`,
    key: 'Signed with the key',
    text: 'The exact text',
  },
  de: {
    isTrue: 'Wahr',
    isFalse: 'Falsch',
    unknown: 'Nicht geprüft',
    unknownLead:
      'Das ist kein Beweis, kein Kopf und keine Bescheinigung von Cairn, also wurde nichts geprüft. Wählen Sie von einem Download die .zip oder die .json-Dateien darin.',
    unchanged: 'Unverändert',
    notProven: 'Nicht bewiesen',
    removed: 'Durch einen Fall entfernt',
    rewritten: 'Durch einen Fall geändert',
    inPart: 'Zum Teil geprüft',
    falseTitle: 'Der Datensatz wurde geändert, oder das ist kein Beweis für ihn',
    removedTitle: 'Ein Datensatz, der hier nicht mehr steht',
    rewrittenTitle: 'Was jetzt dort steht:',
    saidRemoved: 'Ein Datensatz, der entfernt wurde, sagt der Beweis',
    saidRewritten: 'Was jetzt dort steht, sagt der Beweis:',
    proofTrue: 'Kein Zeichen dieses Datensatzes hat sich geändert, seit er verdichtet wurde.',
    sinceThen: 'Jede Stunde wird einige Minuten nach ihrem Ende verdichtet. Wann es geschah, sagt der Sender.',
    checked: 'Was in diesem Browser geprüft wurde',
    leadsTo: (hour: string) =>
      `Sein genauer Text führt zur Verdichtung von ${hour}, der Stunde, in der er gespeichert wurde.`,
    isSigned: (made: string) =>
      `Diese Verdichtung steht unter einem Kopf, der ${made} signiert wurde, mit dem Schlüssel unten.`,
    follows: (hour: string) =>
      `Der neueste Kopf, von ${hour}, ist auch signiert und enthält jenen Kopf; keine Stunde dazwischen fehlt.`,
    notShown:
      'Ein Beweis kann nicht zeigen, dass wahr ist, was gesendet wurde, und nicht, dass nichts fehlt. Wer weder dieser Seite noch ihrem Schlüssel trauen will, nimmt den Download, und den Schlüssel von jemand anderem.',
    leafTrue:
      'Ein Datensatz mit diesem Blatt wurde verdichtet. Was er vorher war, sagt das nicht: das Blatt kann niemand mehr öffnen.',
    wasRemoved: (name: string) => `Der Fall ${name} hat ihn entfernt`,
    wasRewritten: (name: string) => `Der Fall ${name} hat einen anderen Text an seine Stelle gesetzt`,
    certified: (became: string, ended: string) =>
      `${became} und endete ${ended}: seine Bescheinigung, die signiert ist, nennt diesen Datensatz.`,
    notCertified: (became: string, ended: string) =>
      `${became} und endete ${ended}, sagt der Beweis. Wählen Sie auch seine Bescheinigung aus, um das zu prüfen.`,
    certificateTrue: 'Die Bescheinigung ist so, wie sie signiert wurde.',
    leaf: 'Blatt',
    record: 'Datensatz',
    happened: 'Geschehen',
    stored: 'Gespeichert',
    who: 'Wer',
    sentWith: 'Gesendet mit',
    digest: 'Verdichtung der Stunde',
    head: 'Kopf',
    newestHead: 'Neuester Kopf',
    headSays: (hour: string, made: string) => `von ${hour}, signiert ${made}`,
    key: 'Signiert mit dem Schlüssel',
    text: 'Der genaue Text',
  },
})
