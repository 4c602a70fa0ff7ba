/** Names as somebody may type them: their parts in any order, without regard to case, and to the marks on Latin letters. */
import { optional, type Parameter } from './question.ts'

const MARKED = 'áàâãäåāăąéèêëēěęíìîïīóòôõöøōőúùûüūůűýÿñńňçćčšśžźżğłřťď'
const PLAIN = 'aaaaaaaaaeeeeeeeiiiiioooooooouuuuuuuyynnncccsszzzglrtd'

const plainly = (text: string) => `translate(lower(${text}), '${MARKED}', '${PLAIN}')`

const holding = (text: string): string => `strpos(${plainly(text)}, ${plainly('?')}) > 0`

/** The parameters of `holdingAll`. */
export const partsOf = (meaning: string): Parameter[] => [
  optional('text', meaning),
  optional('text2', 'another part, before or after it'),
  optional('text3', 'one more'),
]

/** A condition: the text, an expression that is never NULL, holds each of the three parameters somewhere. An empty one is everywhere. */
export const holdingAll = (text: string): string => [1, 2, 3].map(() => holding(text)).join('\n  AND ')
