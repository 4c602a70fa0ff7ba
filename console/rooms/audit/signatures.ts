/** Public keys and signatures as evidence has them, in the forms that Web Crypto takes. */
import { type Bytes, sha256, toHex, utf8 } from './merkle.ts'
import { requireSo, Wrong } from './spelling.ts'

/** `id`: the SHA-256 of the key (DER, SubjectPublicKeyInfo), as heads name it. */
export type NamedKey = { id: string; key: CryptoKey }

const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

export const importKeys = (pems: readonly string[]): Promise<NamedKey[]> => Promise.all(pems.map(importKey))

/** @throws Wrong where it is no public key of P-256 */
export async function importKey(pem: string): Promise<NamedKey> {
  const [, body] = /-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----/.exec(pem) ?? []
  if (body === undefined) throw new Wrong('The key is no public key as PEM.')
  try {
    const der = fromBase64(body.replaceAll(/\s/g, ''))
    return { id: toHex(await sha256(der)), key: await crypto.subtle.importKey('spki', der, P256, false, ['verify']) }
  } catch {
    throw new Wrong('The key is none of the curve P-256.')
  }
}

/** @throws Wrong where the signature is not written as one */
export async function isSigned({ key }: NamedKey, text: string, signature: string): Promise<boolean> {
  const der = fromBase64(signature)
  const raw = rawOf(der)
  return raw !== undefined && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, utf8(text))
}

function fromBase64(text: string): Bytes {
  const octets = decoded(text)
  requireSo(octets !== undefined && btoa(octets) === text, 'A signature is not written as base64.')
  return Uint8Array.from(octets, (octet) => octet.charCodeAt(0))
}

function decoded(text: string): string | undefined {
  try {
    return atob(text)
  } catch {
    return undefined
  }
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const WORD = 32

/** Of the two numbers in DER to 64 bytes; undefined where it is not the one way to write them. */
function rawOf(der: Bytes): Bytes | undefined {
  const first = integerAt(der, 2)
  const second = first && integerAt(der, first.end)
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2 || second?.end !== der.length) return undefined
  const raw = new Uint8Array(2 * WORD)
  raw.set(first?.word ?? [], 0)
  raw.set(second.word, WORD)
  return raw
}

type Integer = { word: Uint8Array; end: number }

/** A positive number of at most 32 bytes, with no byte too many. */
function integerAt(der: Bytes, at: number): Integer | undefined {
  const length = der[at + 1] ?? 0
  const end = at + 2 + length
  const bytes = der.subarray(at + 2, end)
  const [first = 0, second = 0] = bytes
  const isShortest = first !== 0 || (length > 1 && second >= 0x80)
  if (der[at] !== INTEGER || bytes.length !== length || length === 0 || first >= 0x80 || !isShortest) return undefined
  const digits = first === 0 ? bytes.subarray(1) : bytes
  if (digits.length > WORD) return undefined
  const word = new Uint8Array(WORD)
  word.set(digits, WORD - digits.length)
  return { word, end }
}
