/** Names as somebody may type them: without regard to case, and to the marks on letters, as the lake compares them. */

/** What Unicode doesn't know as a letter with a mark. */
const OTHERS: { [letter: string]: string } = { ø: 'o', ł: 'l' }

const plainly = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036føł]/g, (one) => OTHERS[one] ?? '')

/** Whether a text holds another one somewhere. An empty one is everywhere. */
export const holds = (text: string, part: string): boolean => plainly(text).includes(plainly(part.trim()))
