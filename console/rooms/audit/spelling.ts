/** The forms of evidence files, which have one spelling each: whoever changes any byte changes what it says, or is refused. */

/** What is wrong, in one sentence. */
export class Wrong extends Error {
  override readonly name = 'Wrong'
}

export function requireSo(isSo: boolean, sentence: string): asserts isSo {
  if (!isSo) throw new Wrong(sentence)
}

export type SignedText = { text: string; signature: string }
/** From the leaf of a record to a signed head. */
export type PathToHead = {
  leaf: { index: number; path: string[] }
  digests: string[]
  entry: { text: string; blind: string; index: number; path: string[] }
  head: SignedText
  newest: (SignedText & { path: string[] }) | null
}
export type ProofFile = PathToHead & { cairn: string; record: { sequence: string; salt: string; text: string } }
/** In a tree of `count` leaves. */
export type PlaceInTree = { index: number; count: number; path: string[] }
export type RewrittenFile = PathToHead & {
  cairn: string
  record: { id: string; sequence: string; leaf: string }
  change: {
    case: string
    ended: string
    certificate: string
    now: { salt: string; text: string } | null
    leaf: PlaceInTree
    hour: PlaceInTree
  }
}
export type HeadFile = {
  cairn: string
  head: SignedText
  since: { hour: string; inclusion: string[]; consistency: string[] } | null
}

/** Reads a value with the members of its form alone, in their order. */
type Form<Value> = (value: unknown, name: string) => Value
type FormOf<Value> = Value extends Form<infer Read> ? Read : never

const text: Form<string> = (value, name) => {
  if (typeof value !== 'string') throw new Wrong(`${name} is not of its form.`)
  return value
}
const number: Form<number> = (value, name) => {
  if (typeof value !== 'number') throw new Wrong(`${name} is not of its form.`)
  return value
}
const like =
  (pattern: RegExp): Form<string> =>
  (value, name) => {
    requireSo(typeof value === 'string' && pattern.test(value), `${name} is not of its form.`)
    return value
  }
const listOf =
  <Value>(form: Form<Value>): Form<Value[]> =>
  (value, name) => {
    requireSo(Array.isArray(value), `${name} is no list.`)
    return value.map((one: unknown) => form(one, name))
  }
const orNull =
  <Value>(form: Form<Value>): Form<Value | null> =>
  (value, name) =>
    value === null ? null : form(value, name)

type Members = { [name: string]: Form<unknown> }
const object =
  <Own extends Members>(members: Own): Form<{ [name in keyof Own]: FormOf<Own[name]> }> =>
  (value, name) => {
    requireSo(typeof value === 'object' && value !== null, `${name} is no object.`)
    const given: { [member: string]: unknown } = { ...value }
    const read = Object.entries(members).map(([member, form]) => [member, form(given[member], member)])
    return Object.fromEntries(read)
  }

const hash = like(/^[0-9a-f]{64}$/)
const short = like(/^[0-9a-f]{32}$/)
const SIGNED = { text, signature: text }

const sequence = like(/^[0-9a-f]{28}$/)
const PATH = {
  leaf: object({ index: number, path: listOf(hash) }),
  digests: listOf(text),
  entry: object({ text, blind: short, index: number, path: listOf(hash) }),
  head: object(SIGNED),
  newest: orNull(object({ ...SIGNED, path: listOf(hash) })),
}
const inTree = object({ index: number, count: number, path: listOf(hash) })

export const PROOF: Form<ProofFile> = object({
  cairn: like(/^proof-1$/),
  record: object({ sequence, salt: short, text }),
  ...PATH,
})
export const REWRITTEN: Form<RewrittenFile> = object({
  cairn: like(/^rewritten-1$/),
  record: object({ id: like(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), sequence, leaf: hash }),
  ...PATH,
  change: object({
    ...{ case: text, ended: text, certificate: hash, now: orNull(object({ salt: short, text })) },
    ...{ leaf: inTree, hour: inTree },
  }),
})
export const HEAD_FILE: Form<HeadFile> = object({
  cairn: like(/^head-1-file$/),
  head: object(SIGNED),
  since: orNull(object({ hour: text, inclusion: listOf(hash), consistency: listOf(hash) })),
})

/** @throws Wrong where the bytes are not as Cairn writes such a file */
export function parseExactly<Value>(bytes: Uint8Array, form: Form<Value>): Value {
  const { written, value } = jsonIn(bytes)
  const read = form(value, 'file')
  requireSo(written === `${JSON.stringify(read, null, 2)}\n`, 'The file is not written as Cairn writes it.')
  return read
}

export function jsonIn(bytes: Uint8Array): { written: string; value: unknown } {
  try {
    const written = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { written, value: JSON.parse(written) }
  } catch {
    throw new Wrong('The file is no JSON in UTF-8.')
  }
}
