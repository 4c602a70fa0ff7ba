/** Names as somebody may type them: without regard to case, and to the marks on Latin letters. */

const MARKED = 'áàâãäåāăąéèêëēěęíìîïīóòôõöøōőúùûüūůűýÿñńňçćčšśžźżğłřťď'
const PLAIN = 'aaaaaaaaaeeeeeeeiiiiioooooooouuuuuuuyynnncccsszzzglrtd'

const plainly = (text: string) => `translate(lower(${text}), '${MARKED}', '${PLAIN}')`

/** A condition: the text, an expression that is never NULL, holds the parameter somewhere. An empty one is everywhere. */
export const holding = (text: string): string => `strpos(${plainly(text)}, ${plainly('?')}) > 0`
