/** SVG as a tree, and as text in which nothing that was told by a sender can be anything but text. */
export type Attributes = { [name: string]: string | number | undefined }
export type Element = { name: string; attributes: Attributes; children: (Element | string)[] }

export const element = (name: string, attributes: Attributes = {}, ...children: (Element | string)[]): Element => ({
  ...{ name, attributes, children },
})

export function toText({ name, attributes, children }: Element): string {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [
          ` ${key}="${escaped(key === 'd' || key === 'transform' || typeof value === 'number' ? inHundredths(value) : value)}"`,
        ],
  )
  const opening = `<${name}${said.join('')}`
  if (children.length === 0) return `${opening}/>`
  return `${opening}>${children.map((child) => (typeof child === 'string' ? escaped(child) : toText(child))).join('')}</${name}>`
}

/** Numbers alone and in paths: the same digits everywhere, however the last bits of a position came out. */
const inHundredths = (value: number | string) =>
  String(value).replaceAll(/-?\d*\.?\d+(?:e-?\d+)?/g, (number) =>
    /\.\d{3}|e/.test(number) ? String(Math.round(Number(number) * 100) / 100 + 0) : number,
  )

const NAMES: { [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** XML has no place at all for control characters and for half of a surrogate pair. */
const escaped = (text: string) => visible(text).replaceAll(/[&<>"']/g, (sign) => NAMES[sign] ?? '')

export const visible = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const lettersOf = (text: string) => Array.from(letters.segment(text), ({ segment }) => segment)

/** About how wide a text is at 12 px: fonts differ, so what is laid out by it leaves some room. */
export const widthOf = (text: string) =>
  lettersOf(visible(text)).reduce((width, letter) => width + widthOfLetter(letter), 0)

function widthOfLetter(letter: string): number {
  if (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(letter))
    return 13
  if (/[iljtfr.,:;'|!()[\]\s]/.test(letter)) return 4
  return /[MWmw%@—A-Z]/.test(letter) ? 9.2 : 7.1
}

/** A text that fits, cut with an ellipsis where it is too long; of an IRI the end is kept, which tells most. */
export function fitted(text: string, width: number): string {
  const whole = visible(text)
  if (widthOf(whole) <= width) return whole
  const isIri = /^[a-z][a-z0-9+.-]*:\S+$/i.test(whole)
  const said = whole.replace(/^https?:\/\//, '')
  if (widthOf(said) <= width) return said
  const all = lettersOf(said)
  const kept = lettersWithin(isIri ? all.toReversed() : all, width - widthOfLetter('…'))
  return isIri ? `…${fromSlash(kept.toReversed().join(''))}` : `${kept.join('').trimEnd()}…`
}

function lettersWithin(all: string[], width: number): string[] {
  let room = width
  const end = all.findIndex((letter) => {
    room -= widthOfLetter(letter)
    return room < 0
  })
  return end < 0 ? all : all.slice(0, end)
}

/** A path is cut between its parts, where one of them is left whole. */
function fromSlash(end: string): string {
  const slash = end.indexOf('/')
  return slash > 0 && slash < end.length - 1 ? end.slice(slash) : end
}

/** Lines of at most this width, cut between words; what does not fit into the last one is left out. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of visible(text).split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  lines.push(line)
  const rest = lines.slice(most - 1).join(' ')
  return [...lines.slice(0, most - 1), ...(rest === '' ? [] : [fitted(rest, width)])]
}
