/** Preconditions of documents (1.0.3 Communication 3.1; 2.0 4.1.4.2): what If-Match and If-None-Match allow. */
import { XapiError } from './errors.ts'
import type { Version } from './statement.ts'

export const DOCUMENT_RESOURCES = ['activities/state', 'activities/profile', 'agents/profile'] as const
export type DocumentResource = (typeof DOCUMENT_RESOURCES)[number]

/** The entity tags that a header names, with their quotes; `*` stands for any document. */
export type Etags = '*' | string[]
export type Preconditions = { ifMatch?: Etags; ifNoneMatch?: Etags }
export type Verdict = 'proceed' | 'conflict' | 'preconditionFailed' | 'preconditionMissing'

/** Versions that demand a precondition of a PUT over an existing document. cmi5 players of 1.0.3 PUT states without. */
const PUT_NEEDS_PRECONDITION: { [resource in DocumentResource]: readonly Version[] } = {
  'activities/state': ['2.0.0'],
  'activities/profile': ['1.0.3', '2.0.0'],
  'agents/profile': ['1.0.3', '2.0.0'],
}

/**
 * What becomes of a write to one document. (A DELETE of all states of a context has no preconditions.)
 * @param current the ETag of the stored document, undefined when there is none
 */
export function judgeWrite(
  write: { resource: DocumentResource; method: 'PUT' | 'POST' | 'DELETE'; version: Version },
  current: string | undefined,
  { ifMatch, ifNoneMatch }: Preconditions,
): Verdict {
  if (ifMatch !== undefined && !includes(ifMatch, current)) return 'preconditionFailed'
  if (ifNoneMatch !== undefined && includes(ifNoneMatch, current)) return 'preconditionFailed'
  const hasNone = ifMatch === undefined && ifNoneMatch === undefined
  const needsOne = write.method === 'PUT' && PUT_NEEDS_PRECONDITION[write.resource].includes(write.version)
  if (!hasNone || !needsOne) return 'proceed'
  if (current !== undefined) return 'conflict'
  // 1.0.3 demands a precondition even for a new document (3.1; XAPI-00273), 2.0 lets the PUT create it.
  return write.version === '1.0.3' ? 'preconditionMissing' : 'proceed'
}

/** True when a GET may be answered with 304 (D-18). */
export const isNotModified = (current: string, { ifNoneMatch }: Preconditions): boolean =>
  ifNoneMatch !== undefined && includes(ifNoneMatch, current)

/** The error that answers a write which may not proceed. */
export function verdictError(verdict: Exclude<Verdict, 'proceed'>): XapiError {
  if (verdict === 'preconditionFailed') {
    return new XapiError(
      'preconditionFailed',
      'The document is not in the state that If-Match or If-None-Match expects.',
    )
  }
  if (verdict === 'preconditionMissing') {
    const rule = 'or If-Match is required: xAPI 1.0.3 wants a PUT of a profile to tell what it expects'
    return new XapiError('invalid', 'Send If-None-Match: * to create this document.', [
      { parameter: 'If-None-Match', rule, found: 'nothing' },
    ])
  }
  const advice = 'Get its current state, then send this again with If-Match and its current ETag.'
  return new XapiError('conflict', `The document exists, and the request has no If-Match or If-None-Match. ${advice}`)
}

/** @throws XapiError `invalid` (400) for a header that names no entity tags. */
export function parsePreconditions(headers: ReadonlyMap<string, string>): Preconditions {
  const ifMatch = parseEtags('If-Match', headers.get('if-match'))
  const ifNoneMatch = parseEtags('If-None-Match', headers.get('if-none-match'))
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) }
}

const includes = (etags: Etags, current: string | undefined) =>
  current !== undefined && (etags === '*' || etags.includes(current))

/**
 * The tags of both headers become one condition of the table, whose expression may have 4 kB: 200 operands take less than
 * half of it. So many tags of ours fit in the characters. Only a form of the alternate syntax can carry a longer header.
 */
const MOST_ETAGS = 100
const MOST_ETAGS_CHARACTERS = 8_000

/** Without `W/`, since proxies that compress weaken our tags; quotes may be missing, since some clients forget them. */
const ETAG = /[ \t]*(?:W\/)?(?:"([^"]*)"|([^\s",*]+))[ \t]*(?:,|$)/y

function parseEtags(name: string, header: string | undefined): Etags | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return '*'
  if (header.length > MOST_ETAGS_CHARACTERS) throw tooManyEtags(name)
  const etags: string[] = []
  ETAG.lastIndex = 0
  let end = 0
  while (end < header.length) {
    const match = ETAG.exec(header)
    if (!match) break
    etags.push(`"${match[1] ?? match[2]}"`)
    end = ETAG.lastIndex
  }
  if (etags.length === 0 || end < header.length) {
    throw invalidEtags(name, 'must be * or quoted entity tags with commas between them')
  }
  if (etags.length > MOST_ETAGS) throw tooManyEtags(name)
  return etags
}

const tooManyEtags = (name: string) =>
  invalidEtags(name, `must have at most ${MOST_ETAGS} entity tags, in at most ${MOST_ETAGS_CHARACTERS} characters`)

const invalidEtags = (name: string, rule: string) =>
  new XapiError('invalid', `The header ${name} ${rule}.`, [{ parameter: name, rule }])
