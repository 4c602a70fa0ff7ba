/**
 * The person that an erasure is about: where a text names them, and the text without them. What is looked for are the
 * identifiers that were given, what follows from them (the hash of an address), and all of it wherever it may stand:
 * as an Agent, within a longer text, as part of an IRI.
 */
import { createHash, createHmac } from 'node:crypto'
import { elementsAt, membersAt, type Span } from '../json/scanner.ts'
import { ifiKey } from '../xapi/agent.ts'
import type { Ifi } from '../xapi/statement.ts'
import { keysOf, type PersonIdentifiers } from './identifiers.ts'

export type Person = {
  /** Whoever has one of these IFI keys is the person. */
  keys: readonly string[]
  isAgent(value: unknown): boolean
  /** Whether any text may name the person; false is certain. */
  mayName(text: string): boolean
  /** JSON text in which somebody unknown stands in the place of the person; all else is spelt as it was. */
  withoutIn(json: string): string
  /** The same of a text that is no JSON. */
  withoutInText(text: string): string
}

export const PSEUDONYM_HOME = 'urn:cairn:pseudonym'

/** Shorter names of accounts stand in too many texts that mean something else: they are found as accounts alone. */
const LEAST_NAME = 5
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The same for all identifiers of a person, so that counts stay true, and of characters that any IRI can have.
 * @param key of the tenant, without which nobody can try out who it is
 * @param scope another one makes another pseudonym, which nobody can lead back to the first
 */
export function pseudonymOf(key: Uint8Array, identifiers: PersonIdentifiers, scope = ''): string {
  const all = [...identifiers.agents.flatMap(keysOf), ...(identifiers.texts ?? [])].map((one) => one.toLowerCase())
  return createHmac('sha256', key)
    .update(`pseudonym\n${scope}\n${[...new Set(all)].sort().join('\n')}`)
    .digest('hex')
    .slice(0, 40)
}

export function createPerson(identifiers: PersonIdentifiers, pseudonym: string): Person {
  // People write their address as they like.
  const keys = [...new Set(identifiers.agents.flatMap(keysOf).flatMap((key) => [key, lowerCaseMbox(key)]))]
  const known = new Set(keys.map((key) => key.toLowerCase()))
  const sums = new Set(keys.flatMap((key) => /^mbox_sha1sum (.*)$/.exec(key)?.[1] ?? []))
  const wanted = needlesOf(identifiers)
  // A text may be part of another's address: that makes nobody the person.
  const own = needlesOf({ agents: identifiers.agents })
  const texts = new Set(identifiers.texts?.map((text) => text.toLowerCase()))
  // Of whom a hash alone is known, every address has to be hashed.
  const isHashAlone = identifiers.agents.some(({ mbox_sha1sum: sum }) => sum !== undefined)
  const replace = (text: string) => text.replace(wanted, (found) => (UUID.test(found) ? toUuid(pseudonym) : pseudonym))
  const isAgent = (value: unknown): boolean => {
    const key = identifierIn(value)
    if (key === undefined) return false
    if (known.has(key.toLowerCase())) return true
    const mbox = /^mbox (.*)$/.exec(key)?.[1]
    if (mbox !== undefined && sumsOf(mbox).some((sum) => sums.has(sum))) return true
    const name = key.slice(key.lastIndexOf(' ') + 1)
    return texts.has(name.toLowerCase()) || name.replace(own, '') !== name
  }
  const mayName = (text: string) => {
    const plain = text.includes('\\') ? unescaped(text) : text
    wanted.lastIndex = 0
    return (
      wanted.test(plain) || (isHashAlone && /mailto:/i.test(plain)) || shortNames.some((name) => plain.includes(name))
    )
  }
  const shortNames = identifiers.agents.flatMap(({ account }) =>
    account !== undefined && account.name.length < LEAST_NAME ? [account.name] : [],
  )
  const stranger = `{"homePage":${JSON.stringify(PSEUDONYM_HOME)},"name":${JSON.stringify(pseudonym)}}`
  return {
    keys,
    isAgent,
    mayName,
    withoutIn: (json) => (mayName(json) ? createEdit({ isAgent, replace, stranger })(json) : json),
    withoutInText: replace,
  }
}

type Editing = { isAgent(value: unknown): boolean; replace(text: string): string; stranger: string }

/** Only what changes is written anew: numbers and spaces around it stay as they were sent. */
function createEdit({ isAgent, replace, stranger }: Editing): (text: string) => string {
  const editString = (text: string): string => {
    const value: string = JSON.parse(text)
    const replaced = replace(value)
    return replaced === value ? text : JSON.stringify(replaced)
  }
  const edit = (text: string): string => {
    if (text[0] === '"') return editString(text)
    if (text[0] === '[') return editParts(text, elementsAt(text, 0))
    if (text[0] !== '{') return editNumber(text)
    const members = membersAt(text, 0)
    const value: unknown = JSON.parse(text)
    if (isAccount(value)) return isAgent({ account: value }) ? stranger : editObject(text, members)
    return isAgent(value) ? toStranger(text, members) : editObject(text, members)
  }
  /** A number of staff may stand as a number. */
  const editNumber = (text: string) => (replace(text) === text ? text : JSON.stringify(replace(text)))
  const editParts = (text: string, parts: Span[]): string => {
    let result = ''
    let at = 0
    for (const [start, end] of parts) {
      result += text.slice(at, start) + edit(text.slice(start, end))
      at = end
    }
    return result + text.slice(at)
  }
  const editObject = (text: string, members: Map<string, Span>): string => {
    if ([...members.keys()].every((key) => replace(key) === key)) return editParts(text, [...members.values()])
    const all = [...members].map(
      ([key, [start, end]]) => `${JSON.stringify(replace(key))}:${edit(text.slice(start, end))}`,
    )
    return `{${all.join(',')}}`
  }
  /** Name and all else that the object says of them go; members of a Group are others. */
  const toStranger = (text: string, members: Map<string, Span>): string => {
    const kept = ['objectType', 'member'].flatMap((key) => {
      const span = members.get(key)
      return span === undefined ? [] : [`${JSON.stringify(key)}:${edit(text.slice(...span))}`]
    })
    return `{${[...kept, `"account":${stranger}`].join(',')}}`
  }
  return edit
}

const isAccount = (value: unknown): value is { homePage: string; name: string } =>
  typeof value === 'object' && value !== null && 'homePage' in value && 'name' in value && !('account' in value)

/** Of an object that stands for somebody. In an extension its members may be anything. */
function identifierIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { mbox, mbox_sha1sum: sum, openid, account } = value as { [name: string]: unknown }
  if (typeof mbox === 'string') return ifiKey({ mbox })
  if (typeof sum === 'string') return ifiKey({ mbox_sha1sum: sum })
  if (typeof openid === 'string') return ifiKey({ openid })
  if (typeof account !== 'object' || account === null || !isAccount(account)) return undefined
  return typeof account.homePage === 'string' && typeof account.name === 'string' ? ifiKey({ account }) : undefined
}

const lowerCaseMbox = (key: string) => (key.startsWith('mbox ') ? key.toLowerCase() : key)
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const sumsOf = (mbox: string) => [sha1(mbox), sha1(mbox.toLowerCase())]

/** All that stands for the person in a text, as it is and as it stands in an IRI. */
function needlesOf({ agents, texts = [] }: PersonIdentifiers): RegExp {
  const addresses = agents.flatMap(({ mbox }) => (mbox === undefined ? [] : [mbox.replace(/^mailto:/i, '')]))
  const others = [...agents.flatMap(needlesOfAgent), ...texts]
  const patterns = [
    ...inIris(addresses).map((one) => `${BEFORE_ADDRESS}${escaped(one)}${AFTER_ADDRESS}`),
    ...inIris(others).map((one) => `${BEFORE}${escaped(one)}${AFTER}`),
  ]
  return patterns.length === 0 ? /(?!)/g : new RegExp(patterns.join('|'), 'giu')
}

/** A longer word or number is another one; an octet of an IRI in front of it (`%3A`) is none. */
const BEFORE = '(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9A-F]{2}))'
const AFTER = '(?![\\p{L}\\p{N}])'
const BEFORE_ADDRESS = '(?:(?<![\\p{L}\\p{N}._%+-])|(?<=%[0-9A-F]{2}))'
const AFTER_ADDRESS = '(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\\-/g, '\\x2d')
const inIris = (all: string[]) => [...new Set(all.flatMap((one) => [one, encodeURIComponent(one), encodeURI(one)]))]

function needlesOfAgent(agent: Ifi): string[] {
  const { mbox, mbox_sha1sum: sum, openid, account } = agent
  if (mbox !== undefined) return keysOf(agent).flatMap((key) => /^mbox_sha1sum (.*)$/.exec(key)?.[1] ?? [])
  if (sum !== undefined) return [sum.toLowerCase()]
  if (openid !== undefined) return [openid]
  return account !== undefined && account.name.length >= LEAST_NAME ? [account.name] : []
}

/** A text with escapes, as it would be read. What is cut off by a broken one is only looked at. */
const unescaped = (text: string) =>
  text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\(.)/g, '$1')

const toUuid = (hex: string) =>
  hex
    .slice(0, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
    .toLowerCase()
