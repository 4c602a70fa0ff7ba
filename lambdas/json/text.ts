/**
 * What a sender wrote: octets, or the text that a gateway has made of them already. Who needs the text of a text makes no
 * octets on the way: that and back took a tenth of a batch's time.
 */
export type Written = string | Uint8Array

const UTF_8 = new TextDecoder('utf-8', { fatal: true })
const BYTE_ORDER_MARK = '\ufeff'

/**
 * The text, as UTF-8 would hold it: a lone surrogate is U+FFFD. Without a leading byte order mark, which some senders write.
 * @throws TypeError for octets that are not UTF-8
 */
export function textOf(written: Written): string {
  if (typeof written !== 'string') return UTF_8.decode(written)
  const text = written.toWellFormed()
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text
}

export const octetsOf = <Octets extends Uint8Array>(written: string | Octets): Buffer | Octets =>
  typeof written === 'string' ? Buffer.from(written) : written
