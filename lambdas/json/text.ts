/**
 * JSON as it arrives: octets, or the text that a gateway has made of them already. A text is not turned into octets and
 * back on its way, which once took a tenth of a batch's time.
 */
export type TextOrOctets = string | Uint8Array

const UTF_8 = new TextDecoder('utf-8', { fatal: true })
const BYTE_ORDER_MARK = '\ufeff'

/**
 * The text as UTF-8 would hold it, so a lone surrogate becomes U+FFFD, without the byte order mark that some senders
 * begin with.
 * @throws TypeError for octets that are not UTF-8
 */
export function textOf(source: TextOrOctets): string {
  if (typeof source !== 'string') return UTF_8.decode(source)
  const text = source.toWellFormed()
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text
}

export const octetsOf = <Octets extends Uint8Array>(source: string | Octets): Buffer | Octets =>
  typeof source === 'string' ? Buffer.from(source) : source
