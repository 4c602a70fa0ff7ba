/** The kinds of problems of the API, in the languages of the console: by the name that ends a problem's `type`. */
import type { Problem } from '../api/admin-api.ts'
import { catalogue } from '../language/language.ts'

export const problemTexts = catalogue({
  en: {
    invalid: 'The request breaks a rule',
    unauthorized: 'Sign in',
    forbidden: 'Another role is needed',
    'not-found': 'There is no such thing',
    'method-not-allowed': 'The resource has no such method',
    'not-acceptable': 'No answer fits what is accepted',
    conflict: 'The state of the resource does not allow it',
    'under-way': 'The same request is under way',
    'told-once': 'The secret was told before',
    'precondition-failed': 'It was changed meanwhile: load it again',
    'too-large': 'The request is too large',
    'unsupported-media-type': 'The body has another type',
    'key-reused': 'The Idempotency-Key was used for another request',
    'precondition-required': 'Say which state is changed',
    'too-many-requests': 'A quota is used up',
    internal: 'Cairn failed',
    unavailable: 'A store can not be reached: try again soon',
  },
  de: {
    invalid: 'Die Anfrage verletzt eine Regel',
    unauthorized: 'Melden Sie sich an',
    forbidden: 'Dafür ist eine andere Rolle nötig',
    'not-found': 'Das gibt es hier nicht',
    'method-not-allowed': 'Das geht mit dieser Ressource nicht',
    'not-acceptable': 'Keine Antwort passt zu dem, was angenommen wird',
    conflict: 'Der jetzige Zustand lässt es nicht zu',
    'under-way': 'Dieselbe Anfrage läuft schon',
    'told-once': 'Das Geheimnis wurde schon genannt',
    'precondition-failed': 'Es wurde inzwischen geändert: laden Sie es neu',
    'too-large': 'Die Anfrage ist zu groß',
    'unsupported-media-type': 'Der Inhalt hat einen anderen Typ',
    'key-reused': 'Der Idempotency-Key gehört schon zu einer anderen Anfrage',
    'precondition-required': 'Sagen Sie, welcher Zustand geändert wird',
    'too-many-requests': 'Ein Kontingent ist ausgeschöpft',
    internal: 'Cairn hat einen Fehler gemacht',
    unavailable: 'Ein Speicher ist nicht erreichbar: versuchen Sie es gleich noch einmal',
  },
})

/** A kind of a later version has the title that the API gives it. */
export const problemTitle = ({ type = '', title }: Partial<Problem>, texts: { readonly [kind: string]: string }) =>
  texts[type.replace(/^urn:cairn:problem:/, '')] ?? title
