/**
 * Texts of senders stand in lines with other texts, and none of them turns its neighbours (UAX 9). `<bdi>` alone is not
 * enough: browsers make it of the characters that isolate, so a text that closes what it did not open would leave it.
 */

const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069']
const CONTROL = /[\u2066-\u2069]/
/** What has a direction of its own: letters from right to left, and the controls. */
const TURNS =
  /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** Closes every isolate that it opens, and no other. */
export function balanced(text: string): string {
  if (!CONTROL.test(text)) return text
  let depth = 0
  let out = ''
  for (const one of text) {
    if (one === POP_ISOLATE && depth === 0) continue
    if (CONTROL.test(one)) depth += one === POP_ISOLATE ? -1 : 1
    out += one
  }
  return out + POP_ISOLATE.repeat(depth)
}

/** For a part of a longer text, where no element can be. What can't turn anything is left as it is. */
export const isolated = (text: string): string =>
  TURNS.test(text) ? `${FIRST_STRONG_ISOLATE}${balanced(text)}${POP_ISOLATE}` : text

/** Nothing of it leaves ink: blanks, controls, joiners, fillers. */
const UNSEEN = /^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+$/u
const MOST_NAMED = 8

/** What nobody could see, hear or click is told by its code points: `U+200B U+200C`. */
export function seen(text: string): string {
  if (!UNSEEN.test(text)) return text
  const names = Array.from(text.slice(0, MOST_NAMED), (one) => `U+${hexOf(one.codePointAt(0) ?? 0).toUpperCase()}`)
  return `${names.join(' ')}${text.length > MOST_NAMED ? '…' : ''}`
}

const hexOf = (code: number) => code.toString(16).padStart(4, '0')
const escapeOf = (character: string) => `\\u${hexOf(character.charCodeAt(0))}`

/** JSON with its controls of direction written out, so that it is read in the order in which it stands. */
export const withVisibleControls = (json: string): string =>
  json.replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, escapeOf)
