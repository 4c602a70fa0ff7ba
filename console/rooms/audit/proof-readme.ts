/** What the download says to whoever opens it, perhaps years later, and far from Cairn. Pure. */
import type { Language } from '../../language/language.ts'

export type AboutProof = {
  /** Who did what; where nobody can say that any more, that. */
  said: string
  /** The identifier of who did it, and when it happened, as its sender says; not where nobody can say that any more. */
  who: string | undefined
  happened: string | undefined
  /** When it was downloaded. */
  isVoided: boolean
  id: string
  tenant: string
  /** An instant in UTC, since nobody knows where it is read. */
  stored: string
  /** When the head was signed that the record is proven by, in UTC. */
  signed: string
  /** The hashes of the keys that heads of the proof are signed with. */
  keys: readonly string[]
  fate: 'unchanged' | 'removed' | 'rewritten'
  command: string
}

export function readmeOf(about: AboutProof, language: Language): string {
  const lines = language === 'de' ? german(about) : english(about)
  return `${lines.join('\n')}\n`
}

const english = ({ said, who, happened, isVoided, id, tenant, stored, signed, keys, fate, command }: AboutProof) => [
  'PROOF OF ONE RECORD',
  '',
  `  ${said}`,
  ...(who === undefined ? [] : [`  who: ${who}`]),
  ...(happened === undefined ? [] : [`  happened ${happened}, as its sender says`]),
  `  statement ${id} of the tenant ${tenant}, stored ${stored}`,
  ...(isVoided ? ['  VOIDED: another statement says that this one counts for nothing any more'] : []),
  '',
  'CHECK IT',
  '',
  'You need Node.js 20 or newer (https://nodejs.org) and nothing else: no network, no other package.',
  'In the folder of these files:',
  '',
  `  ${command}`,
  '',
  'TRUE, with the exact record below: it is so. FALSE, with the reason: it is not. A single other character is FALSE.',
  '',
  'WHAT IT PROVES',
  '',
  ...{
    unchanged: [`Not a character of this record has changed since it was digested, and signed ${signed}.`],
    removed: [
      'A record of this id was digested in the hour that the proof says, and a case has removed it since: the signed',
      'certificate of that case names it. What it was, nobody can say any more.',
    ],
    rewritten: [
      'A record of this id was digested in the hour that the proof says, and a case has put the text that stands there',
      'now in its place: the signed certificate of that case names it. What it was before, nobody can say any more.',
    ],
  }[fate],
  '',
  'It does not prove that what was sent was true, nor that no other record was left out, nor that no other record voids',
  'this one: ask whoever runs Cairn.',
  '',
  'COMPARE THE KEY',
  '',
  'Whoever makes up a proof makes up a key. Ask somebody else than whoever gave you this for the public key (AWS KMS:',
  'aws kms get-public-key), and give that one after --key. Its hash (SHA-256 of the DER) is:',
  '',
  ...keys.map((key) => `  ${key}`),
]

const german = ({ said, who, happened, isVoided, id, tenant, stored, signed, keys, fate, command }: AboutProof) => [
  'BEWEIS FÜR EINEN DATENSATZ',
  '',
  `  ${said}`,
  ...(who === undefined ? [] : [`  Wer: ${who}`]),
  ...(happened === undefined ? [] : [`  Geschehen ${happened}, wie der Sender sagt`]),
  `  Statement ${id} des Mandanten ${tenant}, gespeichert ${stored}`,
  ...(isVoided ? ['  FÜR UNGÜLTIG ERKLÄRT: ein anderes Statement sagt, dass dieses nichts mehr gilt'] : []),
  '',
  'PRÜFEN',
  '',
  'Sie brauchen Node.js 20 oder neuer (https://nodejs.org) und sonst nichts: kein Netz, kein anderes Paket.',
  'Im Ordner dieser Dateien:',
  '',
  `  ${command}`,
  '',
  'TRUE, mit dem genauen Datensatz darunter: es ist so. FALSE, mit dem Grund: es ist nicht so. Ein einziges anderes',
  'Zeichen ist FALSE.',
  '',
  'WAS ES BEWEIST',
  '',
  ...{
    unchanged: [`Kein Zeichen dieses Datensatzes hat sich geändert, seit er verdichtet und ${signed} signiert wurde.`],
    removed: [
      'Ein Datensatz mit dieser Id wurde in der Stunde verdichtet, die der Beweis nennt, und ein Fall hat ihn seither',
      'entfernt: die signierte Bescheinigung dieses Falls nennt ihn. Was er war, kann niemand mehr sagen.',
    ],
    rewritten: [
      'Ein Datensatz mit dieser Id wurde in der Stunde verdichtet, die der Beweis nennt, und ein Fall hat den Text, der',
      'jetzt dort steht, an seine Stelle gesetzt: die signierte Bescheinigung dieses Falls nennt ihn. Was er vorher war,',
      'kann niemand mehr sagen.',
    ],
  }[fate],
  '',
  'Es beweist nicht, dass wahr ist, was gesendet wurde, und nicht, dass kein anderer Datensatz fehlt, und nicht, dass kein',
  'anderer diesen für ungültig erklärt: fragen Sie, wer Cairn betreibt.',
  '',
  'DEN SCHLÜSSEL VERGLEICHEN',
  '',
  'Wer einen Beweis erfindet, erfindet auch einen Schlüssel. Bitten Sie jemand anderen als den, von dem Sie das haben,',
  'um den öffentlichen Schlüssel (AWS KMS: aws kms get-public-key), und geben Sie diesen nach --key an.',
  'Sein Hash (SHA-256 des DER) ist:',
  '',
  ...keys.map((key) => `  ${key}`),
]
