/** What to do about each kind of broken rule, for whoever looks after the sender. */
import { catalogue } from '../../language/language.ts'

export const fixTexts = catalogue({
  en: {
    fixMissing: 'Send this as well: without it the standard allows no such request.',
    fixIri:
      'Write the whole address with its scheme, such as https://example.com/course/1. Blanks and | are percent-encoded.',
    fixUuid: 'Send a UUID, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6, without braces.',
    fixDuration: 'Send an ISO 8601 duration: PT1H30M, neither 5400 nor 01:30:00.',
    fixTime: 'Send an ISO 8601 time with its zone: 2026-11-21T14:03:22Z.',
    fixMail: 'Write mailto: and the address, such as mailto:ada@example.org, and one address only.',
    fixIfi:
      'Name a person in one way: mbox, mbox_sha1sum, openid or account, and leave out the others, empty ones too.',
    fixUnknown: 'Leave this out, or move it into extensions under an IRI of your own. Names are case-sensitive.',
    fixLanguage: 'Use a language tag such as en or de-CH as the name of the text.',
    fixScaled: 'scaled is between -1 and 1: for 85 % send 0.85, and the points as raw, min and max.',
    fixScore:
      'Send bounds that hold the points: min is below max, and raw is between them. Leave out what has no bound.',
    fixVersion: 'Send the header X-Experience-API-Version: 1.0.3 (or 2.0.0) with each request.',
    fixPrecondition: 'Send If-None-Match: * for a new document, or If-Match with the ETag of the one that was read.',
    fixVoid: 'Give the credential the scope statements/void, if this sender may take back what it sent.',
    fixLaunch:
      'The credential of a launch serves one learner in one registration: send the rest with a credential of its own.',
    fixBoolean: 'Write true or false in lower case, and in JSON without quotes.',
    fixAttachment:
      'Send each attachment as a part of multipart/mixed, with the SHA-256 of exactly its octets, or give a fileUrl.',
    fixSpelt: 'Write the name as the rule spells it: names of parameters have letter cases.',
    fixBeside: 'Ask with one of the two: whoever asks by an id needs no other filter.',
    fixId: 'Make a new UUID for each statement, or leave the id out.',
    fixObjectType: 'Write the type as the standard does: Activity, Agent, Group, StatementRef or SubStatement.',
    fixOneOf: 'Send one of the values that the rule names, in the same letter case.',
    fixType: 'Send this as the type of JSON that the rule names: 5 is a number, "5" is a text.',
    fixRevision: 'Send revision and platform only where the object is an Activity.',
    fixJson: 'Send valid JSON in UTF-8, with the Content-Type application/json.',
    fixOnce: 'Send this once: it is there twice.',
    fixQuota:
      'Send less often: the answer’s Retry-After says when to go on, and nothing was stored. Or an owner raises the quota.',
    fixFull: 'What the tenant may store is used up: an owner raises the quota. Reading goes on.',
    fixSecret: 'Give the sender the key and a secret that works: rotate the credential for a new one.',
    fixScope: 'The credential lacks the right: give it the scope, widen its filter, or use another credential.',
    fixPath:
      'Look at the address and the method that are called: below the endpoint are statements, activities, agents and about.',
    fixConflict:
      'Something else is stored under this id. Make a new UUID for each statement; send a changed document with If-Match.',
    fixStale: 'The document was changed by another one meanwhile: read it again, and send its new ETag.',
    fixLarge: 'Send fewer statements in one request, and smaller attachments.',
    fixAgain:
      'Nothing is wrong with what was sent. Send it again after a pause: with the same ids nothing is stored twice.',
    fixInternal: 'This is a fault of Cairn, not of the sender: an operator finds the request in the log.',
    fixValue: 'Look at the value at this place: the rule says what it must be.',
  },
  de: {
    fixMissing: 'Senden Sie auch dies: ohne das erlaubt der Standard keine solche Anfrage.',
    fixIri:
      'Schreiben Sie die ganze Adresse mit Schema, etwa https://example.com/course/1. Leerzeichen und | werden prozentkodiert.',
    fixUuid: 'Senden Sie eine UUID, etwa 3fa85f64-5717-4562-b3fc-2c963f66afa6, ohne Klammern.',
    fixDuration: 'Senden Sie eine Dauer nach ISO 8601: PT1H30M, weder 5400 noch 01:30:00.',
    fixTime: 'Senden Sie eine Zeit nach ISO 8601 mit Zone: 2026-11-21T14:03:22Z.',
    fixMail: 'Schreiben Sie mailto: und die Adresse, etwa mailto:ada@example.org, und nur eine Adresse.',
    fixIfi:
      'Benennen Sie eine Person auf eine Art: mbox, mbox_sha1sum, openid oder account, und lassen Sie die anderen weg, auch leere.',
    fixUnknown:
      'Lassen Sie dies weg, oder legen Sie es unter einer eigenen IRI in extensions. Groß- und Kleinschreibung zählt.',
    fixLanguage: 'Nehmen Sie ein Sprachkürzel wie en oder de-CH als Namen des Textes.',
    fixScaled: 'scaled liegt zwischen -1 und 1: für 85 % senden Sie 0.85, und die Punkte als raw, min und max.',
    fixScore:
      'Senden Sie Grenzen, in denen die Punkte liegen: min ist kleiner als max, raw liegt dazwischen. Lassen Sie weg, was keine Grenze hat.',
    fixVersion: 'Senden Sie mit jeder Anfrage den Kopf X-Experience-API-Version: 1.0.3 (oder 2.0.0).',
    fixPrecondition: 'Senden Sie If-None-Match: * für ein neues Dokument, oder If-Match mit dem ETag des gelesenen.',
    fixVoid:
      'Geben Sie dem Zugang das Recht statements/void, wenn dieser Sender zurücknehmen darf, was er gesendet hat.',
    fixLaunch:
      'Der Zugang eines Starts dient einer Person in einer Registrierung: senden Sie anderes mit einem eigenen Zugang.',
    fixBoolean: 'Schreiben Sie true oder false klein, und in JSON ohne Anführungszeichen.',
    fixAttachment:
      'Senden Sie jeden Anhang als Teil von multipart/mixed, mit dem SHA-256 genau seiner Oktette, oder geben Sie eine fileUrl an.',
    fixSpelt: 'Schreiben Sie den Namen, wie die Regel es tut: bei Parametern zählen Groß- und Kleinbuchstaben.',
    fixBeside: 'Fragen Sie mit einem von beiden: Wer nach einer id fragt, braucht keinen anderen Filter.',
    fixId: 'Machen Sie für jedes Statement eine neue UUID, oder lassen Sie die id weg.',
    fixObjectType: 'Schreiben Sie den Typ wie der Standard: Activity, Agent, Group, StatementRef oder SubStatement.',
    fixOneOf: 'Senden Sie einen der Werte, die die Regel nennt, in derselben Schreibweise.',
    fixType: 'Senden Sie dies als den JSON-Typ, den die Regel nennt: 5 ist eine Zahl, "5" ein Text.',
    fixRevision: 'Senden Sie revision und platform nur, wo das Objekt eine Activity ist.',
    fixJson: 'Senden Sie gültiges JSON in UTF-8, mit dem Content-Type application/json.',
    fixOnce: 'Senden Sie dies einmal: es ist zweimal da.',
    fixQuota:
      'Senden Sie seltener: Retry-After in der Antwort sagt, wann es weitergeht, und nichts wurde gespeichert. Oder ein Eigentümer hebt die Grenze an.',
    fixFull:
      'Was der Mandant speichern darf, ist verbraucht: ein Eigentümer hebt die Grenze an. Gelesen werden kann weiter.',
    fixSecret: 'Geben Sie dem Sender den Schlüssel und ein gültiges Geheimnis: erneuern Sie es für ein neues.',
    fixScope:
      'Dem Zugang fehlt das Recht: geben Sie es ihm, weiten Sie seinen Filter, oder nehmen Sie einen anderen Zugang.',
    fixPath: 'Prüfen Sie Adresse und Methode: unter dem Endpunkt liegen statements, activities, agents und about.',
    fixConflict:
      'Unter dieser id ist etwas anderes gespeichert. Machen Sie für jedes Statement eine neue UUID; senden Sie ein geändertes Dokument mit If-Match.',
    fixStale: 'Das Dokument wurde inzwischen geändert: lesen Sie es neu, und senden Sie seinen neuen ETag.',
    fixLarge: 'Senden Sie weniger Statements in einer Anfrage, und kleinere Anhänge.',
    fixAgain:
      'An dem Gesendeten ist nichts falsch. Senden Sie es nach einer Pause noch einmal: mit denselben ids wird nichts doppelt gespeichert.',
    fixInternal: 'Das ist ein Fehler von Cairn, nicht des Senders: ein Betreiber findet die Anfrage im Protokoll.',
    fixValue: 'Sehen Sie sich den Wert an dieser Stelle an: die Regel sagt, was er sein muss.',
  },
})
