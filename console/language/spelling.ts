/** Names as somebody may type them: without regard to case, and to the marks on letters, as the lake compares them. */

/** What Unicode doesn't know as a letter with a mark. */
const OTHERS: { [letter: string]: string } = { ø: 'o', ł: 'l' }

const plainly = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036føł]/g, (one) => OTHERS[one] ?? '')

/** The parts of what somebody typed, which may stand in any order, as in `Alvarez, Mei`; what looks like an identifier stays whole. */
export const partsOf = (typed: string): string[] => {
  const text = typed.trim()
  return /[:@|]/.test(text) ? [text] : text.split(/[\s,;]+/).filter((one) => one !== '')
}

/** Whether a text holds all parts of another one somewhere. An empty one is everywhere. */
export const holds = (text: string, typed: string): boolean => {
  const plain = plainly(text)
  return partsOf(typed).every((part) => plain.includes(plainly(part)))
}
