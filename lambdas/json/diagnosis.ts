/** The slow looks at a body that is refused: where it stops being UTF-8 or JSON, which key it has twice. */
/** Offset of the first byte that is no part of valid UTF-8 (Unicode 3.9, table 3-7). */
export function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0
  for (;;) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const [lead = 0x80, second = 0] = [bytes[at], bytes[at + 1]]
  if (lead < 0x80) return 1
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (length === 0 || second < low || second > high) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/** What a walk finds first: an error of syntax, or a double key. */
type Fault = { at: number; what: string } | { duplicate: string }

/** Line and column (from 1) of the first error in a text that JSON.parse has refused. */
export function syntaxError(text: string): { line: number; column: number; what: string } {
  const fault = walk(text)
  if (!fault || !('at' in fault)) return { line: 1, column: 1, what: 'unreadable' }
  const before = text.slice(0, fault.at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, what: fault.what }
}

/** JSON Pointer of the first property that is given twice outside extension values, where the last one wins (D-11). */
export function duplicateKey(text: string): string | undefined {
  const fault = walk(text, true)
  return fault && 'duplicate' in fault ? fault.duplicate : undefined
}

/** One open object or array: the keys seen so far, and the key or index of the member that is being read. */
type Frame = { keys: Set<string> | undefined; at: string | number; extensions: boolean }

const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings (RFC 8259 7)
  /[ \t\n\r]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|)/y

/** A state machine over the tokens of a text. */
function walk(text: string, duplicates = false): Fault | undefined {
  const frames: Frame[] = []
  let expected: Expected = 'a value'
  TOKEN.lastIndex = 0
  for (;;) {
    const [whole = '', mark, string, scalar] = TOKEN.exec(text) ?? []
    const at = TOKEN.lastIndex - (mark ?? string ?? scalar ?? '').length
    if (!mark && !string && !scalar) {
      if (expected === 'the end' && at === text.length) return undefined
      return { at, what: at === text.length ? `ended, expected ${expected}` : unexpected(text, at, expected) }
    }
    const next = accept(frames, expected, mark, string)
    if (next === undefined) return { at, what: unexpected(text, at, expected) }
    if (duplicates && string && next === 'a colon') {
      const duplicate = enterKey(frames, JSON.parse(string))
      if (duplicate !== undefined) return { duplicate }
    }
    expected = next
    if (whole === '') return undefined
  }
}

type Expected = 'a value' | 'a value or ]' | 'a key' | 'a key or }' | 'a colon' | ', or }' | ', or ]' | 'the end'

/** What may follow the token; `undefined` when the token itself may not stand here. */
function accept(frames: Frame[], expected: Expected, mark: string | undefined, string: string | undefined) {
  const frame = frames.at(-1)
  if (expected === 'a key' || expected === 'a key or }') {
    if (string) return 'a colon'
    return mark === '}' && expected === 'a key or }' ? leave(frames) : undefined
  }
  if (expected === 'a colon') return mark === ':' ? 'a value' : undefined
  if (expected === ', or }') return mark === ',' ? 'a key' : mark === '}' ? leave(frames) : undefined
  if (expected === ', or ]') {
    if (mark === ',' && frame && typeof frame.at === 'number') frame.at++
    return mark === ',' ? 'a value' : mark === ']' ? leave(frames) : undefined
  }
  if (expected === 'the end') return undefined
  if (mark === ']' && expected === 'a value or ]') return leave(frames)
  if (mark === '{' || mark === '[') return enter(frames, mark)
  return mark ? undefined : afterValue(frames)
}

function enter(frames: Frame[], mark: '{' | '['): Expected {
  const parent = frames.at(-1)
  const extensions = parent !== undefined && (parent.extensions || isExtensionValue(frames))
  frames.push({ keys: mark === '{' ? new Set() : undefined, at: mark === '{' ? '' : 0, extensions })
  return mark === '{' ? 'a key or }' : 'a value or ]'
}

/** True for the member that is being read when its object is an `extensions` property. */
const isExtensionValue = (frames: Frame[]) => frames.at(-2)?.at === 'extensions'

function leave(frames: Frame[]): Expected {
  frames.pop()
  return afterValue(frames)
}

function afterValue(frames: Frame[]): Expected {
  const frame = frames.at(-1)
  return frame === undefined ? 'the end' : frame.keys ? ', or }' : ', or ]'
}

function enterKey(frames: Frame[], key: string): string | undefined {
  const frame = frames.at(-1)
  if (!frame?.keys) return undefined
  frame.at = key
  if (frame.keys.has(key) && !frame.extensions) return pointer(frames)
  frame.keys.add(key)
  return undefined
}

const pointer = (frames: Frame[]) => frames.map(({ at }) => `/${escapePointer(String(at))}`).join('')

/** One token of a JSON Pointer (RFC 6901 3); long names of strangers are cut. */
export const escapePointer = (key: string) =>
  (key.length > 60 ? `${key.slice(0, 60)}…` : key).replaceAll('~', '~0').replaceAll('/', '~1')

/** Names the character only where it is a mark of JSON: others are content. */
function unexpected(text: string, at: number, expected: Expected): string {
  const character = text[at] ?? ''
  const found = /[{}[\],:'"]/.test(character) ? `found ${character}` : 'found something else'
  return character === '"'
    ? `expected ${expected}, found a broken or misplaced string`
    : `expected ${expected}, ${found}`
}
